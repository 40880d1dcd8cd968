import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { notFound, ProblemError } from '../problem.ts'
import type { Db, Tx } from '../store/index.ts'
import type { Problem } from '../store/tables.ts'
import { activationErrors } from '../sync/index.ts'
import { cannotActivate, faultOf, testFault } from './activation-faults.ts'
import { readConfiguration } from './configuration.ts'
import { describeStored } from './connection-test.ts'
import { storeDescription } from './describe.ts'
import type { ErpParts } from './parts.ts'
import { anew, changedMeanwhile, lockConnector, namedOnce, tell } from './save-connection.ts'

/** Activates a connection whose configuration is complete and fits what its ERP offers now. */
export async function activate(parts: ErpParts, user: SignedIn, id: number): Promise<void> {
  const problem = await refreshStored(parts, id)

  await parts.store.transaction(async (tx) => {
    await tx.selectFrom('connection').select('id').where('id', '=', id).forNoKeyUpdate().execute()
    const configuration = await readConfiguration(tx, id)
    const faults = [
      ...activationErrors(configuration).map((error) => faultOf(error, configuration)),
      ...(problem ? [testFault(problem)] : []),
    ]
    if (faults.length > 0) throw cannotActivate(faults, problem)
    await setActive(tx, user, id, true)
    // The first pass starts now, not an interval later.
    await sql`select pg_notify('koppel_crm_change', ${String(id)})`.execute(tx)
  })
}

/** Asks the ERP what it offers and keeps it, also if activating is refused: the screens show what to mend. */
async function refreshStored(parts: ErpParts, id: number): Promise<Problem | undefined> {
  const { version } = await liveConnection(parts.store.db, id)
  const answer = await describeStored(parts, id)
  if ('problem' in answer) return answer.problem
  await parts.store.transaction(async (tx) => {
    // What was asked of other settings would be the fields of another ERP.
    if ((await liveConnection(tx, id, 'lock')).version !== version) throw changedMeanwhile()
    await storeDescription(tx, id, answer.described)
    await sql`select pg_notify('koppel_live', '{"kind":"connections"}')`.execute(tx)
  })
  return undefined
}

async function liveConnection(db: Db | Tx, id: number, lock?: 'lock') {
  const found = await db
    .selectFrom('connection')
    .select('version')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .$if(lock !== undefined, (query) => query.forNoKeyUpdate())
    .executeTakeFirst()
  if (!found) throw notFound()
  return found
}

export async function deactivate(parts: ErpParts, user: SignedIn, id: number): Promise<void> {
  await parts.store.transaction((tx) => setActive(tx, user, id, false))
}

async function setActive(tx: Tx, user: SignedIn, id: number, active: boolean): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('connection')
    .set({ active, ...(active ? anew : {}), updatedAt: sql`now()`, updatedBy: user.id })
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw notFound()
  await tell(tx, user, active ? 'activateConnection' : 'deactivateConnection', id, null, { active })
}

/** Puts a connection away; its links and configuration stay. */
export async function putAway(parts: ErpParts, user: SignedIn, id: number): Promise<void> {
  await parts.store.transaction(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('connection')
      .set({ active: false, deletedAt: sql`now()`, updatedAt: sql`now()`, updatedBy: user.id })
      .where('id', '=', id)
      .where('deletedAt', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw notFound()
    await tell(tx, user, 'deleteConnection', id, null, null)
  })
}

/** Brings a connection back, inactive. */
export async function restore(parts: ErpParts, user: SignedIn, id: number): Promise<void> {
  await namedOnce(
    () =>
      parts.store.transaction(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('connection')
          .set({ active: false, deletedAt: null, updatedAt: sql`now()`, updatedBy: user.id })
          .where('id', '=', id)
          .where('deletedAt', 'is not', null)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) throw notFound()
        const { connectorId } = await tx
          .selectFrom('connection')
          .select('connectorId')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        await lockConnector(tx, connectorId)
        await tell(tx, user, 'restoreConnection', id, null, null)
      }),
    () => nameTakenMeanwhile(parts, id),
  )
}

/** The order of the connections; those not named keep theirs, behind them. */
export async function setPriorities(
  parts: ErpParts,
  user: SignedIn,
  { ids, was }: { readonly ids: readonly number[]; readonly was?: readonly number[] | undefined },
): Promise<void> {
  await parts.store.transaction(async (tx) => {
    // One change of the order at a time, or the second would not see the first.
    await sql`select pg_advisory_xact_lock(hashtext('koppel/priorities'))`.execute(tx)
    const before = await orderOf(tx)
    if (was && was.join() !== before.map(({ id }) => id).join()) throw prioritiesChanged()
    await sql`
      with wanted as (
        select c.id, row_number() over (order by g.rank nulls last, c.priority, c.id) as priority
        from connection c
        left join unnest(${[...new Set(ids)]}::bigint[]) with ordinality as g(id, rank) on g.id = c.id
      )
      update connection c set priority = w.priority from wanted w where w.id = c.id and c.priority <> w.priority`.execute(
      tx,
    )
    const names = (order: Order) => ({ order: order.map(({ name }) => name) })
    await tell(tx, user, 'reorderConnections', 0, names(before), names(await orderOf(tx)))
  })
}

type Order = readonly { readonly id: number; readonly name: string }[]

function orderOf(tx: Tx): Promise<Order> {
  return tx
    .selectFrom('connection')
    .select(['id', 'name'])
    .where('deletedAt', 'is', null)
    .orderBy('priority')
    .orderBy('id')
    .execute()
}

function prioritiesChanged(): ProblemError {
  return new ProblemError(409, 'prioritiesChanged', {
    en: 'Somebody else changed the order of the ERP connections meanwhile. Close this window and open it again.',
    nl: 'Iemand anders heeft de volgorde van de ERP-verbindingen intussen gewijzigd. Sluit dit venster en open het opnieuw.',
  })
}

/** What is deleted cannot be renamed, so the other one has to be. */
async function nameTakenMeanwhile({ store }: ErpParts, id: number): Promise<ProblemError> {
  const other = await store.db
    .selectFrom('connection as gone')
    .innerJoin('connection as other', (join) =>
      join.on(sql`lower(other.name)`, '=', sql`lower(gone.name)`).on('other.deletedAt', 'is', null),
    )
    .select('other.name')
    .where('gone.id', '=', id)
    .executeTakeFirst()
  const name = other?.name ?? ''
  return new ProblemError(409, 'nameTaken', {
    en: `There is another ERP connection called "${name}" now. Give that one another name first, then restore this one.`,
    nl: `Er is nu een andere ERP-verbinding die "${name}" heet. Geef die eerst een andere naam en herstel deze daarna.`,
  })
}
