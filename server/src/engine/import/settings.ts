import { isDeepStrictEqual } from 'node:util'
import { textIn } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { SignedIn, z } from '../../contract.ts'
import { crmFields, crmListItems, fittingFields, matchKeysOf } from '../../crm/index.ts'
import { audit, type Db, type Store } from '../../store/index.ts'
import type { ImportSettings, RecordType } from '../../store/tables.ts'
import type { readImportForm } from './contract.ts'
import { lockForChange, type StoredImport } from './rights.ts'

type Form = z.infer<(typeof readImportForm)['responses'][200]['content']['application/json']['schema']>
type ImportKey = ImportSettings['keys'][number]

/** What each key compares; one of them has to come from the ERP. */
const compares: Record<ImportKey, Record<RecordType, readonly string[]>> = {
  number: { company: ['number'], person: ['number'], project: ['number'] },
  vatNo: { company: ['vatNo'], person: [], project: [] },
  email: { company: ['email'], person: ['email'], project: [] },
  nameAndZip: { company: ['postalZip', 'streetZip'], person: ['postalZip'], project: [] },
  phone: { company: ['phone'], person: ['phoneDirect', 'phoneMobile'], project: [] },
  name: { company: ['name'], person: ['lastName'], project: ['name'] },
}

/** The surest keys only: a telephone number or a name alone is shared by too many. */
export function usualSettings(recordType: RecordType): ImportSettings {
  const usual: readonly ImportKey[] = ['number', 'vatNo', 'email', 'nameAndZip']
  return {
    keys: usual.filter((key) => (matchKeysOf[recordType] as readonly string[]).includes(key)),
    nearNames: true,
    onMatch: 'update',
    blanks: false,
    defaults: {},
  }
}

/** What can be set for an import. */
export async function readForm(
  db: Db,
  { connectionId, actorType, recordType }: StoredImport,
  language: 'nl' | 'en',
): Promise<Form> {
  const { rows } = await sql<{ crmField: string; travels: boolean }>`
    select crm_field, to_crm as travels from erp_field
    where connection_id = ${connectionId} and actor_type = ${actorType} and in_erp and crm_field is not null`.execute(
    db,
  )
  const mapped = new Set(rows.map(({ crmField }) => crmField))
  const delivered = new Set(rows.flatMap(({ crmField, travels }) => (travels ? [crmField] : [])))
  const fields = await crmFields(db, recordType)
  const items = await crmListItems(
    db,
    fields.flatMap(({ list }) => list ?? []),
  )
  return {
    keys: matchKeysOf[recordType].flatMap((key) => {
      if (key === 'nearName') return []
      const possible = compares[key][recordType].some((field) => mapped.has(field))
      return [{ key, blocked: possible ? null : notMapped[language] }]
    }),
    defaults: fields.map(({ key, label, type, maxLength, decimals, list }) => ({
      key,
      label: textIn(label, language),
      type,
      maxLength: maxLength ?? null,
      decimals: decimals ?? null,
      items:
        list === undefined
          ? null
          : (items.get(list) ?? []).flatMap((item) =>
              item.inactive ? [] : [{ key: item.key, label: textIn(item.name, language) }],
            ),
      fromErp: delivered.has(key),
    })),
  }
}

/** Stores the settings; other keys, or other defaults, have every row judged anew. */
export async function changeSettings(
  store: Store,
  user: SignedIn,
  of: StoredImport,
  given: ImportSettings,
): Promise<void> {
  const possible: readonly string[] = matchKeysOf[of.recordType]
  const fields = (await crmFields(store.db, of.recordType)).map((field) => ({ ...field, mandatory: false }))
  const fitting = await fittingFields(store.db, fields, given.defaults)
  const defaults = Object.fromEntries(Object.entries(fitting).filter(([, value]) => value !== null))
  const keys = [...new Set(given.keys)].filter((key) => possible.includes(key))
  const settings: ImportSettings = { ...given, keys, defaults }
  await store.transaction(async (tx) => {
    await lockForChange(tx, of.id)
    await sql`update import set settings = ${JSON.stringify(settings)} where id = ${of.id}`.execute(tx)
    if (!isDeepStrictEqual(judgedBy(settings), judgedBy(of.settings))) await judgeAnew(tx, of.id)
    await audit(tx, {
      ...{ userId: user.id, action: 'changeImportSettings', subject: `import/${of.id}` },
      ...{ old: of.settings, new: settings },
    })
  })
}

function judgedBy({ keys, nearNames, defaults }: ImportSettings) {
  return { keys, nearNames, defaults }
}

/** Rows that are not carried out are judged again by the next preview; what somebody decided about them goes. */
export async function judgeAnew(
  db: Db,
  importId: number,
  which: RawBuilder<unknown> = sql`true`,
): Promise<void> {
  await sql`
    update import_row r set verdict = null, record_id = null, matched_by = null, candidates = '[]', problem = null,
      warnings = '[]', vat_form = null, name_form = null, judged_as_of = null, judged_mapping = null, choice = null, choice_record = null
    where r.import_id = ${importId} and r.outcome is null and r.verdict is not null and ${which}`.execute(db)
}

const notMapped = {
  en: 'No ERP field is mapped to what this compares. Choose one in Mappings.',
  nl: 'Er is geen ERP-veld toegewezen aan wat hiermee wordt vergeleken. Kies er een bij Toewijzingen.',
}
