import type { Text } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { type Fault, notFound, ProblemError } from '../problem.ts'
import type { Tx } from '../store/index.ts'
import type { Problem } from '../store/tables.ts'
import { type ActivationError, activationErrors } from '../sync/index.ts'
import { readConfiguration, type StoredConfiguration } from './configuration.ts'
import { testStored } from './connection-test.ts'
import type { ErpParts } from './parts.ts'
import { anew, lockConnector, namedOnce, tell } from './save-connection.ts'
import { actorTypeNames, blockedText, sentence } from './texts.ts'

/** Activates a connection whose configuration is complete and whose ERP answers now. */
export async function activate(parts: ErpParts, user: SignedIn, id: number): Promise<void> {
  const { db } = parts.store
  const live = await db
    .selectFrom('connection')
    .select('id')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!live) throw notFound()
  const problem = await testStored(parts, id)

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
  await namedOnce(() =>
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

function testFault({ code, explanation }: Problem): Fault {
  return { code, explanation, at: 'settings' }
}

function cannotActivate(faults: readonly Fault[], problem: Problem | undefined): ProblemError {
  const title = {
    en: 'The ERP connection cannot be activated yet.',
    nl: 'De ERP-verbinding kan nog niet worden geactiveerd.',
  }
  const detail = problem?.detail
  return new ProblemError(422, 'cannotActivate', title, { faults, ...(detail !== undefined && { detail }) })
}

function faultOf(error: ActivationError, configuration: StoredConfiguration): Fault {
  return { code: error.code, explanation: explain(error, configuration), at: placeOf(error) }
}

function placeOf(error: ActivationError): string {
  if (error.code === 'duplicateListItem') return 'lists'
  return 'erpField' in error ? `${error.actorType}/${error.erpField}` : 'mapping'
}

function explain(error: ActivationError, { labelOf }: StoredConfiguration): Text {
  switch (error.code) {
    case 'noActorType':
      return {
        en: 'No actor type is synchronised: tick at least one in Mappings.',
        nl: 'Er wordt geen actor-type gesynchroniseerd: vink er ten minste één aan bij Toewijzingen.',
      }
    case 'actorTypeNotInErp':
      return sentence([actorTypeNames[error.actorType]], (type) => ({
        en: `The ERP no longer offers ${type}: clear its check box in Mappings.`,
        nl: `Het ERP biedt ${type} niet meer aan: maak het selectievakje leeg bij Toewijzingen.`,
      }))
    case 'mandatoryField':
      return about(error, (type, field) => ({
        en: `${type}: ${field} is mandatory in the ERP. Give it a direction, or a default value.`,
        nl: `${type}: ${field} is verplicht in het ERP. Geef het een richting, of een standaardwaarde.`,
      }))
    case 'notInErp':
      return about(error, (type, field) => ({
        en: `${type}: ${field} is no longer in the ERP. Clear its direction, or map another field.`,
        nl: `${type}: ${field} is niet meer aanwezig in het ERP. Wis de richting, of wijs een ander veld toe.`,
      }))
    case 'noCrmField':
      return about(error, (type, field) => ({
        en: `${type}: the {crm} field that ${field} was mapped to no longer exists.`,
        nl: `${type}: het {crm}-veld waaraan ${field} was toegewezen bestaat niet meer.`,
      }))
    case 'crmFieldWrittenTwice':
      return about(error, (type, field) => ({
        en: `${type}: another ERP field already writes the {crm} field of ${field}.`,
        nl: `${type}: een ander ERP-veld schrijft al naar het {crm}-veld van ${field}.`,
      }))
    case 'directionNotPossible':
      return sentence(
        [
          actorTypeNames[error.actorType],
          labelOf(error.actorType, error.erpField),
          blockedText(error.blocked),
        ],
        (type, field, why) => ({
          en: `${type}: the direction of ${field} is not possible. ${why}`,
          nl: `${type}: de richting van ${field} is niet mogelijk. ${why}`,
        }),
      )
    case 'duplicateListItem':
      return {
        en: 'A {crm} list item is used twice in the list mapping.',
        nl: 'Een {crm}-lijstitem wordt twee keer gebruikt in de lijsttoewijzing.',
      }
  }

  function about(
    { actorType, erpField }: Extract<ActivationError, { readonly erpField: string }>,
    say: (type: string, field: string) => { en: string; nl: string },
  ): Text {
    return sentence([actorTypeNames[actorType], labelOf(actorType, erpField)], (type = '', field = '') =>
      say(type, field),
    )
  }
}
