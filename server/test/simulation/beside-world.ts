import type { Connector } from '@koppel/sdk'
import { sql } from 'kysely'
import { addLink } from '../../src/erp/links.ts'
import type { ErpParts } from '../../src/erp/parts.ts'
import { ProblemError } from '../../src/problem.ts'
import type { Complain } from './check-rest.ts'
import { createErp } from './erp.ts'
import { sessionOf } from './erp-session.ts'
import { kinds } from './fields.ts'
import { makeOf, makeType } from './ground.ts'
import { newLongHistory } from './long-work.ts'
import type { Beside, BesideStep } from './step.ts'
import { administrator, isLocked, person } from './steps.ts'
import { linkPair, type Pair, type World } from './world.ts'

// Persons or projects of the companies: what is there, and what people do with them.

/** Those of a schedule, each of the company with its number, linked as their companies are. */
export async function makeBeside(owner: World, beside: Beside): Promise<World> {
  const { creations: _, making: __, noted: ___, ...shared } = owner.schedule
  const schedule = { ...shared, ...beside }
  const kind = kinds[beside.kind]
  const { now, nextSeq, ground, connectionId } = owner
  await makeType(ground.store.db, connectionId, kind, schedule)
  const world: World = {
    ...{ ...owner, schedule, kind, owner, long: newLongHistory() },
    ...{ edits: [], decisions: [], strangers: [], creations: [], noted: [], shared: new Set() },
    erp: createErp({ personality: schedule.personality, now, nextSeq }),
  }
  const pairs: Pair[] = []
  const made: World = { ...world, pairs, companies: [] }
  for (let index = 0; index < beside.links; index += 1) {
    pairs.push(await makePair(made, index))
  }
  return made
}

async function makePair(world: World, index: number): Promise<Pair> {
  const { erp, kind, ground, owner, companies } = world
  const place = index % (owner?.pairs.length ?? 1)
  const company = owner?.pairs[place]
  if (!company) throw new Error('There is no company')
  companies.push(place)
  // The ERP counts each type for itself: a person may have the key of a customer.
  const [key, name] = [`C${index}`, `b0${index}`]
  await erp.add(key, { NAME: name, ALIAS: name, PHONE: `p0${name}`, CREDIT: '7', REF: `r0${index}` })
  erp.move(key, { type: 'customer', key: company.key })
  const pair: Pair = {
    ...{ index, key, made: false, linkId: null, linkIds: [] },
    recordId: await makeOf(ground.store.db, kind, name, company.recordId),
    born: [name, `p0${name}`, `r0${index}`],
  }
  await linkPair(world, pair, world.schedule.start)
  return pair
}

/** What a person does with them. One who is refused, or finds a record locked, leaves no trace but a line. */
export async function personBeside(world: World, step: Exclude<BesideStep, { readonly do: 'sync' }>) {
  if (step.do !== 'move' && step.do !== 'link') return await person(world, step)
  const pair = world.pairs[step.link % world.pairs.length]
  if (!pair) return
  try {
    await (step.do === 'move' ? move(world, pair, step) : connect(world, pair, step.start))
  } catch (error) {
    if (!(error instanceof ProblemError) && !isLocked(error)) throw error
    world.trace.push(`  refused: ${error instanceof ProblemError ? error.code : 'locked'}`)
  }
}

async function move(
  { ground, owner, kind, erp, companies }: World,
  { index, key, recordId }: Pair,
  { to, side }: Extract<BesideStep, { readonly do: 'move' }>,
): Promise<void> {
  const place = to % (owner?.pairs.length ?? 1)
  const company = owner?.pairs[place]
  if (!company) return
  if (side === 'erp') return erp.move(key, { type: 'customer', key: company.key })
  await sql`update ${sql.table(kind.recordType)} set company_id = ${company.recordId}, updated_by = 'user'
    where id = ${recordId}`.execute(ground.store.db)
  companies[index] = place
}

/** Links as the ERP tab does: only a person whose company is linked. */
async function connect(world: World, pair: Pair, start: 'erp' | 'crm' | 'ask' | 'asIs'): Promise<void> {
  if (pair.linkId !== null) return
  const { connectionId, kind } = world
  const company = world.owner?.pairs[world.companies[pair.index] ?? 0]
  const mayBe = kind.recordType !== 'person' || company?.linkId !== null
  const choices = start === 'erp' || start === 'crm' ? await choicesOf(world, start) : {}
  const wish = { connectionId, recordType: kind.recordType, recordId: pair.recordId, choices }
  try {
    const actor = { actorType: kind.actorType, actorKey: pair.key }
    pair.linkId = await addLink(erpParts(world), administrator, { ...wish, ...actor })
  } catch (error) {
    const refused = error instanceof ProblemError && error.code === 'companyNotLinked'
    if (refused && mayBe)
      world.violations.push(`${kind.actorType} ${pair.key} was not linked although its company is`)
    throw error
  }
  if (!mayBe) world.violations.push(`${kind.actorType} ${pair.key} was linked although its company is not`)
  pair.linkIds.push(pair.linkId)
  world.decisions.push({ seq: world.nextSeq(), kind: 'link', pair, erpField: null, start })
}

async function choicesOf({ ground, connectionId, kind }: World, side: 'erp' | 'crm') {
  const { rows } = await sql<{ key: string }>`select key from erp_field
    where connection_id = ${connectionId} and actor_type = ${kind.actorType} and to_crm and to_erp`.execute(
    ground.store.db,
  )
  return Object.fromEntries(rows.map(({ key }) => [key, side]))
}

/** An ERP that answers whoever compares a pair; the engine has seen nothing by that. */
function erpParts({ ground, erp, now }: World): ErpParts {
  const session = sessionOf({
    ...{ erp, now, signal: new AbortController().signal, tell: () => undefined, hanging: () => undefined },
    ...{ fault: () => undefined, at: async () => undefined, dead: () => false },
  })
  const connector: Connector = {
    ...{ id: 'simulated', name: 'Simulated', version: '1.0.0', settings: {} },
    connect: async () => ({
      ...session,
      get: async (_type, keys, fields) =>
        keys.flatMap((key) => {
          const actor = erp.actors.get(key)
          return actor && !actor.gone ? [erp.named(actor, fields)] : []
        }),
    }),
  }
  return {
    ...{ store: ground.store, masterKey: new Uint8Array(32), log: () => undefined },
    builtin: new Map([[connector.id, connector]]),
    createHost: () => ({
      fetch: () => Promise.reject(new Error('Nobody goes out')),
      log: () => undefined,
      now: () => 0,
      signal: new AbortController().signal,
      close: async () => undefined,
    }),
  }
}

/** Who belongs to which company is a matter of people: no pass changes it, whatever the ERP says. */
export async function checkCompanies({ ground, kind, owner, companies, pairs }: World, complain: Complain) {
  if (!owner) return
  const { rows } = await sql<{ id: number; companyId: number | null }>`
    select id, company_id from ${sql.table(kind.recordType)}
    where id = any(${pairs.map(({ recordId }) => recordId)}::bigint[])`.execute(ground.store.db)
  const now = new Map(rows.map(({ id, companyId }) => [id, companyId]))
  for (const { key, index, recordId } of pairs)
    if (now.get(recordId) !== owner.pairs[companies[index] ?? 0]?.recordId)
      complain(`${kind.actorType} ${key} belongs to another company, and nobody moved it`)
}
