import { sql } from 'kysely'
import { readRecords } from '../../crm/index.ts'
import { proposedMapping, type TypeMapping } from '../../erp/index.ts'
import { type LinkState, type Plan, planResync, withoutBase } from '../../sync/index.ts'
import { type LockedLink, readLinks } from '../links.ts'
import { type PlannedLink, planAll, type Subject } from '../plan.ts'
import { mappingOf } from '../work.ts'
import { type LongWork, longWorkKind, type WorkLink } from './kind.ts'
import { type PreviewOptions, type PreviewResult, previewOptions } from './preview-options.ts'
import { emptyPreview, tally } from './preview-tally.ts'
import { chosenLinks } from './resync.ts'

/** The real plan of an activation, a resync or a mapping change, of every link and without writing anything. */
export const preview = longWorkKind<PreviewOptions, PreviewResult>({
  kind: 'preview',
  writes: false,
  options: previewOptions,
  which: (options) => {
    if (options.of === 'resync') return chosenLinks(options)
    return options.of === 'mapping' ? sql`l.actor_type = ${options.actorType}` : sql`true`
  },

  async batch(work, links) {
    const result = structuredClone(work.result ?? emptyPreview())
    work.counts.read += links.length
    result.links += links.length
    for (const [actorType, ofType] of Map.groupBy(links, (link) => link.actorType)) {
      const view = await viewOf(work, actorType)
      const live = view ? ofType.filter(({ held, broken }) => !held && !broken) : []
      result.skipped += ofType.length - live.length
      if (view && live.length > 0) await previewType(work, view, live, result)
    }
    return { result }
  },
})

type PreviewWork = LongWork<PreviewOptions, PreviewResult>

/** How the links of one actor type are looked at. */
interface View {
  readonly mapping: TypeMapping
  /** Plans otherwise than a pass does. */
  readonly plan?: (state: LinkState) => Plan
  /** The link as it would be. */
  readonly asIf: (link: LockedLink) => LockedLink
  /** Only what becomes of these fields counts. */
  readonly only?: ReadonlySet<string>
}

async function viewOf(work: PreviewWork, actorType: string): Promise<View | undefined> {
  const { options } = work
  const asIf = (link: LockedLink) => link
  if (options.of === 'mapping') return await proposedView(work, options)
  const mapping = mappingOf(work, actorType)
  if (!mapping || options.of === 'activation') return mapping && { mapping, asIf }
  const { target, blanks } = options
  return { mapping, asIf, plan: (state) => planResync(state, { target, blanks, run: work.runId }) }
}

async function proposedView(
  work: PreviewWork,
  options: Extract<PreviewOptions, { of: 'mapping' }>,
): Promise<View | undefined> {
  const mapping = await proposedMapping(work.parts.store.db, work.connectionId, options.actorType, options)
  if (!mapping) return undefined
  const { begins } = mapping
  return {
    mapping,
    // A type that is not synchronised yet, or no more: all that is mapped would travel.
    ...(mappingOf(work, options.actorType) && { only: new Set(begins.keys()) }),
    asIf: (link) => ({
      ...link,
      base: withoutBase(link.base, begins.keys()),
      start: { ...link.start, ...Object.fromEntries(begins) },
    }),
  }
}

async function previewType(
  work: PreviewWork,
  view: View,
  links: readonly WorkLink[],
  result: PreviewResult,
): Promise<void> {
  const { mapping } = view
  const fields = mapping.fields.map(({ erpField }) => erpField)
  const keys = links.map(({ actorKey }) => actorKey)
  const actors = new Map(
    (await work.erp.get(mapping.actorType, keys, fields)).map((actor) => [actor.key, actor]),
  )
  const there = links.filter(({ actorKey }) => actors.has(actorKey))
  result.missing += links.length - there.length
  const { planned, skipped, failed } = await plan(work, view, there, (link) => actors.get(link.actorKey))
  result.skipped += skipped
  result.failed += failed
  tally(result, mapping, planned, view.only)
}

interface Planned {
  readonly planned: readonly PlannedLink[]
  readonly skipped: number
  readonly failed: number
}

async function plan(
  { parts, connectionId }: PreviewWork,
  { mapping, asIf, plan }: View,
  links: readonly WorkLink[],
  actorOf: (link: LockedLink) => Subject['actor'],
): Promise<Planned> {
  return await parts.store.transaction(async (tx) => {
    const which = { linkIds: links.map(({ id }) => id) }
    const found = await readLinks(tx, connectionId, mapping.actorType, which)
    const records = await readRecords(
      tx,
      mapping.recordType,
      found.map(({ recordId }) => recordId),
    )
    const subjects = found.flatMap((link): Subject[] => {
      const record = records.get(link.recordId)
      return record && record.deletedAt === null ? [{ link: asIf(link), record, actor: actorOf(link) }] : []
    })
    const planned = await planAll(tx, plan ? { plan } : {}, mapping, subjects, () => undefined)
    return { planned, skipped: links.length - subjects.length, failed: subjects.length - planned.length }
  })
}
