import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import { planResync, type Side } from '../../sync/index.ts'
import { lookAt } from '../look.ts'
import { send } from '../send.ts'
import { mappingOf, transact, type Work } from '../work.ts'
import { longWorkKind, type WorkLink } from './kind.ts'
import { type ResyncOptions, resyncOptions } from './resync-options.ts'

/** Opnieuw synchroniseren vanuit ERP: every field that may flow to the CRM takes the ERP's value. */
export const resyncToCrm = resync('resyncToCrm', 'crm')

/** Opnieuw synchroniseren vanuit CRM: every field that may flow to the ERP takes the CRM's value. */
export const resyncToErp = resync('resyncToErp', 'erp')

function resync(kind: 'resyncToCrm' | 'resyncToErp', target: Side) {
  return longWorkKind<ResyncOptions, null>({
    kind,
    writes: true,
    options: resyncOptions,
    which: chosenLinks,

    async batch(work, links) {
      const live = links.filter(({ held, broken }) => !held && !broken)
      work.counts.read += links.length
      work.counts.skipped += links.length - live.length
      const { blanks } = work.options
      const resyncing: Work = {
        ...work,
        plan: (state) => planResync(state, { target, blanks, run: work.runId }),
      }
      for (const [actorType, ofType] of Map.groupBy(live, (link) => link.actorType)) {
        const mapping = mappingOf(work, actorType)
        if (mapping) await resyncLinks(resyncing, mapping, ofType)
        else work.counts.skipped += ofType.length
      }
      return {}
    },
  })
}

async function resyncLinks(work: Work, mapping: TypeMapping, links: readonly WorkLink[]): Promise<void> {
  const ids = links.map(({ id }) => id)
  await lookAt(work, mapping, ids)
  if (work.kind === 'resyncToCrm') return
  // Who asks for everything does not wait for what the ERP refused before.
  await transact(work, async (tx) => {
    await sql`update erp_write set next_try_at = null where link_id = any(${ids}::bigint[])
      and next_try_at is not null`.execute(tx)
  })
  await work.parts.reached?.('planned')
  await send(work, mapping, () => true, ids)
  await sendUnanswered(work, mapping, ids)
}

/** Once more for those whose answer was lost: what the ERP has now tells whether it took them. */
async function sendUnanswered(work: Work, mapping: TypeMapping, ids: readonly number[]): Promise<void> {
  const { rows } = await sql<{ linkId: number }>`
    select link_id from erp_write where link_id = any(${[...ids]}::bigint[]) and sent_at is not null`.execute(
    work.parts.store.db,
  )
  if (rows.length === 0) return
  const unanswered = rows.map(({ linkId }) => linkId)
  await lookAt(work, mapping, unanswered)
  await send(work, mapping, () => true, unanswered)
}

/** SQL for the links that were asked for. */
export function chosenLinks({ actorType, linkIds }: Pick<ResyncOptions, 'actorType' | 'linkIds'>) {
  const ofType = actorType ? sql`l.actor_type = ${actorType}` : sql`true`
  return linkIds ? sql`${ofType} and l.id = any(${linkIds}::bigint[])` : ofType
}
