import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { SignedIn } from '../../src/contract.ts'
import { insertRecord } from '../../src/crm/index.ts'
import { type Intent, readIntent } from '../../src/engine/create/intents.ts'
import { planIntent } from '../../src/engine/create/plan-intent.ts'
import { eventually } from '../eventually.ts'
import { editBothSides, settled } from './ends.ts'
import { type Running, startWorker, stop } from './processes.ts'
import { editCrm, erpHistory, makeStage, onlySide, type Side, type Stage, sessionOf } from './stage.ts'

// Worker processes that all want the same at once: a connection, a record, an actor that is to be made.

/** Lets so many workers run while `play` goes on; they end cleanly afterwards. */
export async function race(
  workers: number,
  links: number,
  play: (stage: Stage, running: readonly Running[]) => Promise<void>,
): Promise<void> {
  const stage = await makeStage({ links })
  try {
    const running = Array.from({ length: workers }, () => startWorker(stage.store.url))
    for (const worker of running) await worker.says(/running/)
    await play(stage, running)
    await Promise.all(running.map(stop))
  } finally {
    await stage.close()
  }
}

/** How often the ERP stored something, what it made for others included: an edit is the last. */
async function historySoFar(stage: Stage, side: Side, tag: string): Promise<number> {
  const [pair] = side.pairs
  if (pair) side.erp.edit('customer', pair.key, { STREETCITY: `before ${tag}` })
  await settled(stage, side)
  return erpHistory(side)
}

/** All workers want the connection: each edit is written once. */
export async function raceForConnection(stage: Stage, tag: string): Promise<number> {
  const side = onlySide(stage)
  const before = await historySoFar(stage, side, tag)
  await editBothSides(stage, side, tag)
  await settled(stage, side)
  // In the ERP: one that only the CRM edits, one that only the ERP does, both, and both the same field, where the ERP wins.
  const ofFour = [1, 1, 2, 1]
  const wanted = side.pairs.reduce((sum, _, n) => sum + (ofFour[n % 4] ?? 0), 0)
  assert.equal(erpHistory(side) - before, wanted)
  return 1
}

/** All workers are asked for each record at once: the ERP is told of each edit once. */
export async function raceForRecords(
  stage: Stage,
  running: readonly Running[],
  tag: string,
): Promise<number> {
  const side = onlySide(stage)
  const before = await historySoFar(stage, side, tag)
  for (const pair of side.pairs) await editCrm(stage, pair, { phone: `race ${tag} ${pair.linkId}` })
  const done = running.map((worker) =>
    answers(
      worker,
      side.pairs.map(({ linkId }) => `synced ${linkId}`),
    ),
  )
  for (const { linkId } of side.pairs) for (const { child } of running) child.stdin?.write(`sync ${linkId}\n`)
  await Promise.all(done)
  await settled(stage, side)
  assert.equal(erpHistory(side) - before, side.pairs.length)
  return side.pairs.length
}

const maker: SignedIn = {
  ...{ id: 'maker', name: 'Maker', email: 'maker@example.org', role: 'user' },
  ...{ licences: ['erpSync'], language: 'en' },
}

/** All workers make the same actors at once: of each company there is one, and it is linked. */
export async function raceForCreations(
  stage: Stage,
  running: readonly Running[],
  tag: string,
  count: number,
): Promise<number> {
  const side = onlySide(stage)
  await sql`insert into app_user (id, name, email, role, licences)
    values (${maker.id}, ${maker.name}, ${maker.email}, ${maker.role}, '{erpSync}') on conflict do nothing`.execute(
    stage.store.db,
  )
  const intents: Intent[] = []
  for (let n = 0; n < count; n += 1) intents.push(await wish(stage, side, `new ${tag} ${n}`))
  const done = running.map((worker) =>
    answers(
      worker,
      intents.map(({ id }) => `made ${id}`),
    ),
  )
  for (const { id } of intents)
    for (const { child } of running) child.stdin?.write(`create ${side.connectionId} ${id}\n`)
  await Promise.all(done)
  await eventually(async () => {
    for (const { id } of intents) assert.equal((await readIntent(stage.store.db, id))?.state, 'confirmed')
  }, 60_000)
  const made = await madeWith(stage, side, `new ${tag} `)
  assert.deepEqual(made.toSorted(), Array.from({ length: count }, (_, n) => `new ${tag} ${n}`).toSorted())
  return count
}

async function wish({ store }: Stage, { connectionId }: Side, name: string): Promise<Intent> {
  const company = { fields: { name, phone: '1', streetCity: 'Kiel' }, companyId: null }
  const recordId = await insertRecord(store.db, 'company', company, { userId: maker.id })
  return await planIntent(store, maker, {
    ...{ connectionId, recordId, values: {}, without: [] },
    actorType: 'customer',
  })
}

/** The names of the customers the ERP has that begin so. */
async function madeWith({ store }: Stage, { erp }: Side, begin: string): Promise<string[]> {
  const session = await sessionOf(store, erp.url)
  const names: string[] = []
  const options = { fields: ['NAME'], pageSize: 1_000 }
  for await (const { actors } of session.changes?.('customer', undefined, options) ?? [])
    names.push(...actors.map(({ fields }) => String(fields.NAME)))
  await session.close?.()
  return names.filter((name) => name.startsWith(begin))
}

/** Resolves when a worker has said each of these since now. */
async function answers({ output }: Running, said: readonly string[]): Promise<void> {
  const from = output().length
  await eventually(() => {
    const since = output().slice(from)
    for (const one of said) assert.ok(since.includes(`${one} `), `${one} in ${since.slice(-500)}`)
  }, 300_000)
}

/** No value was overwritten twice: what one line of the log wrote is what the next found. */
export async function loggedOnce({ store }: Stage, { connectionId }: Side): Promise<void> {
  const { rows } = await sql`
    select * from (
      select link_id, erp_field, new_value,
        lag(new_value) over (partition by link_id, erp_field, direction order by id) as before
      from sync_log where connection_id = ${connectionId}) x
    where new_value = before`.execute(store.db)
  assert.deepEqual(rows, [])
}

/** Four workers, so many races and more: the connection, each of eight records, each of eight actors. @returns how many */
export async function races(count: number, tell: (line: string) => void): Promise<number> {
  let raced = 0
  await race(4, 8, async (stage, running) => {
    for (let round = 1; raced < count; round += 1) {
      const tag = String(round)
      raced += await raceForConnection(stage, ` ${tag}`)
      raced += await raceForRecords(stage, running, tag)
      raced += await raceForCreations(stage, running, tag, 8)
      await loggedOnce(stage, onlySide(stage))
      tell(`${raced} races`)
    }
  })
  return raced
}
