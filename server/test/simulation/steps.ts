import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../../src/contract.ts'
import { writeRecords } from '../../src/crm/index.ts'
import { chooseSide } from '../../src/engine/resolve.ts'
import { removeLink } from '../../src/erp/links.ts'
import { saveListMapping } from '../../src/erp/list-mapping.ts'
import type { ErpParts } from '../../src/erp/parts.ts'
import { saveMapping } from '../../src/erp/save-mapping.ts'
import { ProblemError } from '../../src/problem.ts'
import { moveClock } from './clock.ts'
import { pairOf } from './creations.ts'
import { fieldIn, fieldOf } from './fields.ts'
import type { Step, Values } from './schedule.ts'
import { linkPair, type Pair, type World } from './world.ts'

export const administrator: SignedIn = {
  ...{ id: 'user', name: 'User', email: 'user@example.org', role: 'administrator' },
  ...{ licences: ['erpSync'], language: 'en' },
}

export type PlainStep = Exclude<
  Step,
  { readonly do: 'pass' | 'sync' | 'overtake' | 'race' | 'create' | 'takeOver' | 'long' | 'beside' }
>

/** What a person does. One who is refused, or finds a record locked, leaves no trace but a line. */
export async function person(world: World, step: PlainStep): Promise<void> {
  try {
    await act(world, step)
  } catch (error) {
    if (!(error instanceof ProblemError) && !isLocked(error)) throw error
    world.trace.push(`  refused: ${error instanceof ProblemError ? error.code : 'locked'}`)
  }
}

/** Somebody else holds a lock, or both would wait for each other. */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['55P03', '40P01'].includes(String(error.code))
}

async function act(world: World, step: PlainStep): Promise<void> {
  const pair = 'link' in step ? await pairOf(world, step) : undefined
  switch (step.do) {
    case 'crm':
    case 'sql':
      return pair && (await editCompany(world, pair, step.values, step.do))
    case 'erp':
      return pair && (await editActor(world, pair, step.values, step.late))
    case 'settle':
      return world.erp.settle()
    case 'map':
      return await changeMapping(world, step)
    case 'items':
      return await changeItems(world, step.swap, step.count)
    case 'unlink':
      return pair && (await unlink(world, pair))
    case 'link':
      return pair?.linkId === null ? await linkPair(world, pair, step.start) : undefined
    case 'active':
      await sql`update connection set active = ${step.on} where id = ${world.connectionId}`.execute(db(world))
      return
    case 'enable':
      return await switchType(world, step.on)
    case 'bin':
      return pair && (await bin(world, pair, step.in))
    case 'clock':
      return await setClock(world, step.hours)
    case 'gone':
      return pair && remove(world, pair)
    case 'back':
      return pair && (await comeBack(world, pair, step.same))
    case 'resolve':
      return pair && (await resolve(world, pair, step.side))
  }
}

function db(world: World) {
  return world.ground.store.db
}

async function bin(world: World, pair: Pair, into: boolean): Promise<void> {
  const { recordId } = pair
  const { numAffectedRows } =
    await sql`update ${sql.table(world.kind.recordType)} set deleted_at = case when ${into} then now() end
    where id = ${recordId} and (deleted_at is null) = ${into}`.execute(db(world))
  if (!numAffectedRows) return
  const seq = world.nextSeq()
  for (const one of [world, world.neighbour ?? world.first]) {
    const same = one && pairsOf(one).find((other) => other.recordId === recordId)
    if (same)
      one?.decisions.push({ seq, kind: 'bin', pair: same, erpField: null, start: into ? 'asIs' : null })
  }
}

function pairsOf({ pairs, creations }: World): readonly Pair[] {
  return [...pairs, ...creations.map(({ pair }) => pair)]
}

function remove(world: World, pair: Pair): void {
  world.erp.remove(pair.key)
  world.decisions.push({ seq: world.nextSeq(), kind: 'gone', pair, erpField: null, start: null })
}

/** What is newer can no longer be told from the times. */
async function setClock(world: World, hours: number): Promise<void> {
  await moveClock(world.ground.store, hours * 3600)
  for (const one of [world, world.neighbour ?? world.first, world.beside ?? world.owner])
    one?.decisions.push({ seq: world.nextSeq(), kind: 'clock', pair: null, erpField: null, start: 'asIs' })
}

/** An actor that was deleted is there again. */
async function comeBack(world: World, { key, linkId }: Pair, same: boolean): Promise<void> {
  const seq = world.nextSeq()
  const name = `b${seq}`
  const another = !same && world.erp.actors.get(key)?.gone
  await world.erp.comeBack(key, same ? {} : { NAME: name, PHONE: `p${name}` })
  if (another && linkId !== null && (await isBroken(world, linkId)))
    world.strangers.push({ linkId, seq: world.nextSeq() })
}

/** And tells by its values who its actor was. */
async function isBroken(world: World, linkId: number): Promise<boolean> {
  const { rows } = await sql`
    select from link where id = ${linkId} and broken_at is not null and base ?| array['NAME', 'PHONE']`.execute(
    db(world),
  )
  return rows.length > 0
}

async function editActor(world: World, pair: Pair, values: Values, late: boolean): Promise<void> {
  const fits = Object.fromEntries(
    valuesIn(world, values).filter(
      ([key, value]) => String(value ?? '').length <= (fieldOf(key).maxLength ?? 254),
    ),
  )
  await world.erp.edit(pair.key, fits, late)
}

/** Of fields that it has. */
function valuesIn({ kind }: World, values: Values): [string, Value][] {
  return Object.entries(values).filter(([key]) => kind.fields.some(({ erp }) => erp === key))
}

async function editCompany(world: World, pair: Pair, given: Values, how: 'crm' | 'sql'): Promise<void> {
  const mapped = await crmFieldOf(world)
  const { kind } = world
  const values = valuesIn(world, given).flatMap(([key, value]): [string, Value][] => {
    const crm = mapped.get(key) ?? fieldIn(kind, key).crm
    if (crm === fieldIn(kind, 'NAME').crm && (value === null || String(value).trim() === '')) return []
    const item = world.ground.items.find(({ erp }) => erp === value)
    return [[crm, fieldOf(key).type === 'list' ? (item?.crm ?? null) : value]]
  })
  if (values.length === 0) return
  const fields = Object.fromEntries(values)
  if (how === 'sql') await editBySql(world, pair.recordId, Object.entries(fields))
  else {
    await world.ground.store.transaction((tx) =>
      writeRecords(tx, kind.recordType, [{ id: pair.recordId, fields }], { userId: 'user' }),
    )
  }
  for (const [field, value] of Object.entries(fields)) {
    world.edits.push({ seq: world.nextSeq(), pair, side: 'crm', field, value })
  }
}

async function editBySql(world: World, id: number, values: readonly [string, Value][]): Promise<void> {
  const set = values.map(([field, value]) =>
    field === 'simCredit'
      ? sql`custom = jsonb_set(custom, '{simCredit}', ${JSON.stringify(value)}::jsonb)`
      : sql`${sql.ref(field)} = ${value}${field === 'country' ? sql`::bigint` : sql``}`,
  )
  await sql`update ${sql.table(world.kind.recordType)} set ${sql.join(set)} where id = ${id}`.execute(
    db(world),
  )
}

async function crmFieldOf(world: World): Promise<ReadonlyMap<string, string>> {
  const rows = await db(world)
    .selectFrom('erpField')
    .select(['key', 'crmField'])
    .where('connectionId', '=', world.connectionId)
    .where('actorType', '=', world.kind.actorType)
    .execute()
  return new Map(rows.flatMap(({ key, crmField }) => (crmField === null ? [] : [[key, crmField]])))
}

/** What erp's functions are built from here: they only change our own tables. */
function erpParts(world: World): ErpParts {
  const createHost = () => {
    throw new Error('No ERP is asked')
  }
  const { store } = world.ground
  return { store, builtin: new Map(), masterKey: new Uint8Array(32), createHost, log: () => undefined }
}

async function changeMapping(world: World, step: Extract<Step, { readonly do: 'map' }>): Promise<void> {
  const { connectionId } = world
  const { actorType } = world.kind
  const field = fieldIn(world.kind, step.field)
  const { version, ...type } = await db(world)
    .selectFrom('actorType')
    .select(['version', 'enabled'])
    .where('connectionId', '=', connectionId)
    .where('type', '=', actorType)
    .executeTakeFirstOrThrow()
  const change = {
    key: field.erp,
    crmField: (step.other && field.otherCrm) || field.crm,
    toCrm: step.direction === 'both' || step.direction === 'toCrm',
    toErp: step.direction === 'both' || step.direction === 'toErp',
    conflictRule: step.rule,
    keepOnBlank: step.keepOnBlank,
    showInSearch: false,
    showInTab: false,
  }
  await saveMapping(erpParts(world), administrator, connectionId, actorType, {
    ...{ version, enabled: type.enabled, start: step.start },
    fields: [change],
  })
  const { start, direction } = step
  const moment = await world.order()
  world.decisions.push({
    ...{ seq: world.nextSeq(), kind: 'map', pair: null, erpField: field.erp, start, direction, moment },
  })
}

async function switchType(world: World, on: boolean): Promise<void> {
  for (const resync of world.long.resyncs) resync.inPeace &&= resync.endedAt !== null
  await sql`
    with changed as (
      update actor_type set enabled = ${on}
      where connection_id = ${world.connectionId} and type = ${world.kind.actorType} and enabled <> ${on} returning connection_id
    )
    update connection set mapping_version = mapping_version + 1
    where id in (select connection_id from changed)`.execute(db(world))
}

async function changeItems(world: World, swap: boolean, count: number): Promise<void> {
  const chosen = world.ground.items.slice(0, count)
  const [first, second, ...more] = chosen
  const items =
    swap && first && second
      ? [{ erp: first.erp, crm: second.crm }, { erp: second.erp, crm: first.crm }, ...more]
      : chosen
  await saveListMapping(
    erpParts(world),
    administrator,
    { connectionId: world.connectionId, erpList: 'COUNTRIES', crmList: 'country' },
    {
      version: await versionOfItems(world),
      items: items.map(({ erp, crm }) => ({ erpItem: erp, crmItem: crm })),
    },
  )
  const seq = world.nextSeq()
  for (const one of [world, world.beside ?? world.owner])
    one?.decisions.push({ seq, kind: 'items', pair: null, erpField: 'COUNTRY', start: null })
}

async function versionOfItems({ ground }: World): Promise<number> {
  const saved = await ground.store.db.selectFrom('listMapping').select('version').executeTakeFirst()
  return saved?.version ?? 0
}

async function unlink(world: World, pair: Pair): Promise<void> {
  if (pair.linkId === null) return
  // What was held ends with its link: one that is made after it is not held.
  const held = world.long.holds.find((one) => one.pair === pair.index && one.to === null)
  const before = held ? await world.order() : null
  await removeLink(erpParts(world), administrator, pair.linkId)
  pair.linkId = null
  if (held) held.to = before
  world.decisions.push({ seq: world.nextSeq(), kind: 'unlink', pair, erpField: null, start: null })
}

async function resolve(world: World, pair: Pair, side: 'erp' | 'crm'): Promise<void> {
  if (pair.linkId === null) return
  const conflict = await db(world)
    .selectFrom('conflict')
    .select(['id', 'erpField'])
    .where('linkId', '=', pair.linkId)
    .where('resolvedAt', 'is', null)
    .orderBy('id')
    .executeTakeFirst()
  if (!conflict) return
  await chooseSide(world.ground.store, conflict.id, side, 'user')
  const { seq, erpField } = { seq: world.nextSeq(), erpField: conflict.erpField }
  world.decisions.push({ seq, kind: 'resolve', pair, erpField, start: side })
}
