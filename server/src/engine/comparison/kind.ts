import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { actorType, z } from '../../contract.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import { compareLink, compareTimes } from '../../sync/index.ts'
import { type LongWork, longWorkKind, type WorkLink } from '../long-work/kind.ts'
import { mappingOf } from '../work.ts'
import { type Found, storeFound } from './found.ts'
import type { ComparisonResult } from './result.ts'
import { lastWrites, type Passing, passing, placeKey, type Seen, seen } from './snapshot.ts'

export const comparisonOptions = z.object({
  /** Only links of this type. */
  actorType: actorType.optional(),
})
export type ComparisonOptions = z.output<typeof comparisonOptions>

const nothingYet: ComparisonResult = { same: 0, known: 0, differing: 0, missing: 0, skipped: 0, missed: 0 }

/** Reads both sides of every link and stores where they differ. Writes to neither. */
export const comparison = longWorkKind<ComparisonOptions, ComparisonResult>({
  kind: 'comparison',
  writes: false,
  options: comparisonOptions,
  which: ({ actorType: only }) => (only ? sql`l.actor_type = ${only}` : sql`true`),

  async batch(work, links) {
    const result = { ...(work.result ?? nothingYet) }
    const found: Found[] = []
    const state = await passing(work.parts.store.db, work.connectionId)
    for (const [type, ofType] of Map.groupBy(links, (link) => link.actorType)) {
      const mapping = mappingOf(work, type)
      if (mapping) found.push(...(await compareType(work, mapping, ofType, state, result)))
      else result.skipped += ofType.length
    }
    work.counts.read += links.length
    work.counts.skipped = result.skipped
    work.counts.failed = result.missing
    return { result, store: (tx: Tx) => storeFound(tx, work.runId, found) }
  },
})

async function compareType(
  work: LongWork<ComparisonOptions, ComparisonResult>,
  mapping: TypeMapping,
  links: readonly WorkLink[],
  state: Passing,
  result: ComparisonResult,
): Promise<readonly Found[]> {
  const { db } = work.parts.store
  const ids = links.map(({ id }) => id)
  // What we know comes first: whatever moves while the ERP answers is then a change, not an agreement.
  const known = (await seen(db, mapping.recordType, ids)).filter(({ record }) => record?.deletedAt === null)
  const broken = links.filter((link) => link.broken)
  const fields = mapping.fields.map(({ erpField }) => erpField)
  const keys = known.map(({ actorKey }) => actorKey)
  const actors = keys.length > 0 ? await work.erp.get(mapping.actorType, keys, fields) : []
  const byKey = new Map(actors.map((actor) => [actor.key, actor]))
  const missing = known.filter(({ actorKey }) => !byKey.has(actorKey))
  const found = await withLog(
    work,
    mapping,
    known.flatMap((link) => {
      const actor = byKey.get(link.actorKey)
      return actor ? [{ link, found: differencesOf(mapping, link, actor, state) }] : []
    }),
  )
  count(
    result,
    found.map((one) => one.found),
  )
  result.missing += missing.length + broken.length
  result.skipped += links.length - broken.length - known.length
  return [
    ...found.flatMap((one) => one.found),
    ...[...missing, ...broken].map(
      ({ id }): Found => ({ linkId: id, kind: 'actorMissing', erpField: '', crmField: '' }),
    ),
  ]
}

function differencesOf(mapping: TypeMapping, link: Seen, actor: Actor, state: Passing): Found[] {
  const { base, record, asked, misfits, waiting } = link
  return compareLink({
    fields: mapping.fields,
    base,
    actor: actor.fields,
    record: record?.fields ?? {},
    asked: new Set(asked),
    misfits: new Set(misfits),
    underWay: waiting || !state.running || unread(actor, state),
  }).map((difference) => ({ ...difference, linkId: link.id, seenAt: link.syncedAt }))
}

/** Changed so late that the passes need not have read it yet. */
function unread({ modifiedAt }: Actor, { readUpTo }: Passing): boolean {
  const order = compareTimes(modifiedAt, readUpTo)
  return order !== undefined && order >= 0
}

interface Compared {
  readonly link: Seen
  readonly found: readonly Found[]
}

/** Tells what both sides agreed on from what somebody wanted: the log knows what the sync wrote last. */
async function withLog(
  { parts }: LongWork<ComparisonOptions, ComparisonResult>,
  { recordType }: TypeMapping,
  compared: readonly Compared[],
): Promise<readonly Compared[]> {
  const places = compared.flatMap(({ link, found }) =>
    found.flatMap(({ kind, erpField }) =>
      kind === 'agreed' ? [{ linkId: link.id, recordId: link.recordId, erpField }] : [],
    ),
  )
  const last = await lastWrites(parts.store.db, recordType, places)
  const judged = (one: Found): Found => {
    if (one.kind !== 'agreed') return one
    const write = last.get(placeKey(one))
    const held = write?.direction === 'toErp' ? one.erp : one.crm
    // What the sync itself wrote last still stands there: the other side stores it in its own way.
    const own = write !== undefined && write.rule !== 'undo' && write.newValue === held
    return own ? one : { ...one, kind: 'deliberate' }
  }
  return compared.map(({ link, found }) => ({ link, found: found.map(judged) }))
}

function count(result: ComparisonResult, links: readonly (readonly Found[])[]): void {
  for (const found of links) {
    const inStep = found.every(({ kind }) => kind === 'agreed' || kind === 'deliberate')
    if (found.length === 0) result.same += 1
    else if (inStep) result.known += 1
    else result.differing += 1
    result.missed += found.filter(({ kind }) => kind === 'missed').length
  }
}
