import type { z } from '@hono/zod-openapi'
import { type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { notFound, ProblemError } from '../../problem.ts'
import type { Store, Tx } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { moved, reordered } from '../../sync/index.ts'
import { crmFields, standardFieldsOf } from '../fields.ts'
import type { changeCustomField, createCustomField } from './contract.ts'
import { type CustomField, misfits, readCustomFields } from './custom-fields.ts'
import { keyFor } from './key.ts'
import { sameName } from './names.ts'
import { mappingsMoved, tell, toldOfOrder } from './told.ts'

type Body<R extends { request: { body: { content: { 'application/json': { schema: z.ZodType } } } } }> =
  z.infer<R['request']['body']['content']['application/json']['schema']>
export type NewField = Body<typeof createCustomField>
export type FieldChange = Body<typeof changeCustomField>

/** Adds a field to a record type, at the end; its id. */
export async function createField(store: Store, user: SignedIn, given: NewField): Promise<number> {
  return await store.transaction(async (tx) => {
    const { recordType } = given
    await lockFields(tx)
    await checkName(tx, recordType, given.label)
    await checkList(tx, given)
    const ever = await crmFields(tx, recordType, 'ever')
    const key = keyFor(given.label.en, new Set(ever.map((field) => field.key)))
    const { id } = await tx
      .insertInto('customField')
      .values({
        ...columnsOf(given),
        ...{ recordType, key, deletedAt: null },
        rank: sql<number>`(select coalesce(max(rank), 0) + 1 from custom_field where record_type = ${recordType})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tell(tx, user, { action: 'createField', subject: `field/${recordType}/${key}`, new: given })
    return id
  })
}

/** Changes a field; what would break values that are there, or mappings, is refused. */
export async function changeField(
  store: Store,
  user: SignedIn,
  id: number,
  change: FieldChange,
): Promise<void> {
  await store.transaction(async (tx) => {
    await lockFields(tx)
    const before = await fieldOf(tx, id)
    const { recordType, key, version } = before
    if (version !== change.version) throw overtaken()
    await checkName(tx, recordType, change.label, id)
    await checkList(tx, change)
    await checkFit(tx, before, change)
    const after = columnsOf(change)
    await tx
      .updateTable('customField')
      .set({ ...after, version: version + 1 })
      .where('id', '=', id)
      .execute()
    if (travelsOtherwise(before, after)) await mappingsMoved(tx, recordType, key)
    const told = { label: change.label, help: change.help, ...partsOf(change) }
    await tell(tx, user, {
      action: 'changeField',
      subject: `field/${recordType}/${key}`,
      old: { label: before.label, help: before.help, ...partsOf(before) },
      new: told,
    })
  })
}

/** Takes a field out of use, or uses it again; its values stay. */
export async function setFieldInUse(store: Store, user: SignedIn, id: number, inUse: boolean): Promise<void> {
  await store.transaction(async (tx) => {
    await lockFields(tx)
    const { recordType, key, label, deletedAt } = await fieldOf(tx, id)
    if ((deletedAt === null) === inUse) return
    if (inUse) await checkName(tx, recordType, label, id)
    await tx
      .updateTable('customField')
      .set({ deletedAt: inUse ? null : sql<string>`now()`, version: sql<number>`version + 1` })
      .where('id', '=', id)
      .execute()
    await searchAnew(tx, recordType, key)
    await mappingsMoved(tx, recordType, key)
    const action = inUse ? 'restoreField' : 'deleteField'
    await tell(tx, user, { action, subject: `field/${recordType}/${key}`, new: { label } })
  })
}

/** Sets the order of the fields on the card. */
export async function orderFields(
  store: Store,
  user: SignedIn,
  recordType: RecordType,
  ids: readonly number[],
): Promise<void> {
  await store.transaction(async (tx) => {
    await lockFields(tx)
    const rows = await tx
      .selectFrom('customField')
      .select(['id', 'label'])
      .where('recordType', '=', recordType)
      .orderBy('rank')
      .orderBy('id')
      .execute()
    const before = rows.map(({ id }) => id)
    const after = reordered(before, ids)
    await sql`
      update custom_field f set rank = g.rank from unnest(${after}::bigint[]) with ordinality as g(id, rank)
      where f.id = g.id`.execute(tx)
    const labels = new Map(rows.map(({ id, label }) => [id, label]))
    const told = toldOfOrder('fields', moved(before, after), labels)
    await tell(tx, user, { action: 'orderFields', subject: `field/${recordType}`, ...told })
  })
}

// Two fields of one name must not be made at once; this happens too rarely to lock more finely.
async function lockFields(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('koppel custom fields'))`.execute(tx)
}

async function fieldOf(tx: Tx, id: number): Promise<CustomField> {
  const field = await tx.selectFrom('customField').selectAll().where('id', '=', id).executeTakeFirst()
  if (!field) throw notFound()
  return field
}

type Settings = Pick<NewField, 'label' | 'help' | 'type' | 'maxLength' | 'decimals' | 'list'>

/** Only what belongs to the type is kept. */
function columnsOf({ label, help, ...parts }: Settings) {
  return { label: JSON.stringify(label), help: help && JSON.stringify(help), ...partsOf(parts) }
}

function partsOf({ type, maxLength, decimals, list }: Omit<Settings, 'label' | 'help'>) {
  return {
    type,
    maxLength: type === 'text' ? (maxLength ?? 254) : null,
    decimals: type === 'decimal' ? decimals : null,
    list: type === 'list' ? list : null,
  }
}

function travelsOtherwise(before: CustomField, after: ReturnType<typeof columnsOf>): boolean {
  return (['type', 'maxLength', 'decimals', 'list'] as const).some((part) => before[part] !== after[part])
}

async function checkName(tx: Tx, recordType: RecordType, label: Text, own?: number): Promise<void> {
  const custom = await tx
    .selectFrom('customField')
    .select(['id', 'label'])
    .where('recordType', '=', recordType)
    .where('deletedAt', 'is', null)
    .execute()
  const others = [...standardFieldsOf(recordType), ...custom.filter(({ id }) => id !== own)]
  if (!others.some((other) => sameName(other.label, label))) return
  const explanation = {
    en: `There is a field called ${textIn(label, 'en')} already. Choose another name.`,
    nl: `Er is al een veld dat ${textIn(label, 'nl')} heet. Kies een andere naam.`,
  }
  throw new ProblemError(409, 'fieldNameTaken', explanation, {
    faults: [{ code: 'fieldNameTaken', explanation, at: 'label' }],
  })
}

async function checkList(tx: Tx, { type, list }: Pick<Settings, 'type' | 'list'>): Promise<void> {
  if (type !== 'list') return
  const found = await tx
    .selectFrom('crmList')
    .select('key')
    .where('key', '=', list ?? '')
    .forShare()
    .executeTakeFirst()
  if (found) return
  const explanation = { en: 'Choose the list of this field.', nl: 'Kies de lijst van dit veld.' }
  throw new ProblemError(422, 'noSuchList', explanation, {
    faults: [{ code: 'noSuchList', explanation, at: 'list' }],
  })
}

/** What is there must go on to fit; what is mapped must go on to travel. */
async function checkFit(tx: Tx, before: CustomField, change: FieldChange): Promise<void> {
  const after = columnsOf(change)
  if (after.type !== before.type) await checkUnused(tx, before.id, 'type')
  else if (after.list !== before.list) await checkUnused(tx, before.id, 'list')
  const misfit = await misfits(tx, { ...before, type: after.type }, after)
  if (misfit > 0) throw inUse(after.type === 'text' ? 'maxLength' : 'decimals', tooSmall(misfit))
}

async function checkUnused(tx: Tx, id: number, at: 'type' | 'list'): Promise<void> {
  const field = (await readCustomFields(tx, 'en')).find((one) => one.id === id)
  if (field && field.values > 0) throw inUse(at, hasValues(field.values))
  const [use] = field?.uses ?? []
  if (use) throw inUse(at, isMapped(use.connection.name))
}

function inUse(at: string, explanation: { readonly en: string; readonly nl: string }): ProblemError {
  return new ProblemError(422, 'fieldInUse', explanation, {
    faults: [{ code: 'fieldInUse', explanation, at }],
  })
}

const hasValues = (count: number) => ({
  en: `This cannot be changed any more: ${count} records have a value in this field. Add another field instead.`,
  nl: `Dit kan niet meer worden gewijzigd: ${count} kaarten hebben een waarde in dit veld. Voeg in plaats daarvan een ander veld toe.`,
})
const isMapped = (connection: string) => ({
  en: `This cannot be changed while the field is mapped in ${connection}. Take it out of the mapping there first.`,
  nl: `Dit kan niet worden gewijzigd zolang het veld is toegewezen in ${connection}. Haal het daar eerst uit de toewijzingen.`,
})
const tooSmall = (count: number) => ({
  en: `${count} records have a value that would no longer fit.`,
  nl: `${count} kaarten hebben een waarde die dan niet meer past.`,
})

function overtaken(): ProblemError {
  return new ProblemError(409, 'fieldChanged', {
    en: 'Somebody else changed this field meanwhile. Refresh and try again; nothing was saved.',
    nl: 'Iemand anders heeft dit veld intussen gewijzigd. Vernieuw en probeer opnieuw; er is niets opgeslagen.',
  })
}

/** Records are found by the texts of fields in use only. No record is edited by it. */
async function searchAnew(tx: Tx, recordType: RecordType, key: string): Promise<void> {
  await sql`select set_config('koppel.quiet', 'search', true)`.execute(tx)
  await sql`
    update ${sql.table(recordType)} t set custom_search = custom_search_text(${recordType}, t.custom)
    where t.custom ? ${key}`.execute(tx)
  await sql`select set_config('koppel.quiet', '', true)`.execute(tx)
}
