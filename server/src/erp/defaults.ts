import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, actorTypes, type Text, textIn, type Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { crmFields } from '../crm/index.ts'
import { type Fault, ProblemError } from '../problem.ts'
import type { Db } from '../store/index.ts'
import { type NewActorError, readPreset, recordTypeOf } from '../sync/index.ts'
import { checkConnection } from './connections.ts'
import type { changeDefaults, defaults } from './contract.ts'
import { fieldErrorText } from './field-error-text.ts'
import { type NamedNewField, newActorFields } from './new-actor-fields.ts'
import type { ErpParts } from './parts.ts'
import { tell } from './save-connection.ts'
import { lockVersion } from './save-mapping.ts'
import { sentence } from './texts.ts'
import { toldOfFields } from './told.ts'
import { valueText } from './value-text.ts'

export type DefaultsAnswer = z.infer<typeof defaults>
export type DefaultsChange = z.infer<
  (typeof changeDefaults)['request']['body']['content']['application/json']['schema']
>
type DefaultChange = DefaultsChange['fields'][number]

/** What a new actor in the ERP is given, by actor type. */
export async function readDefaults(
  db: Db,
  connectionId: number,
  language: string,
): Promise<DefaultsAnswer[]> {
  const types = await db
    .selectFrom('actorType')
    .innerJoin('connection', 'connection.id', 'actorType.connectionId')
    .select(['actorType.type', 'actorType.capabilities', 'actorType.version'])
    .where('connectionId', '=', connectionId)
    .where('actorType.inErp', '=', true)
    .execute()
  if (types.length === 0) await checkConnection(db, connectionId)
  const answers = types.map(async ({ type, capabilities, version }): Promise<DefaultsAnswer> => {
    const recordType = recordTypeOf[type]
    const labels = new Map((await crmFields(db, recordType)).map(({ key, label }) => [key, label]))
    const synchronised = await synchronisedWith(db, connectionId, type)
    const fields = await newActorFields(db, connectionId, type)
    return {
      actorType: type,
      recordType,
      canCreate: capabilities.create ?? false,
      version,
      fields: fields.map((field) => {
        const crmField = synchronised.get(field.key)
        return shown(field, crmField === undefined ? undefined : (labels.get(crmField) ?? crmField), language)
      }),
    }
  })
  const order = (one: DefaultsAnswer) => actorTypes.indexOf(one.actorType)
  return (await Promise.all(answers)).sort((a, b) => order(a) - order(b))
}

async function synchronisedWith(db: Db, connectionId: number, actorType: ActorTypeName) {
  const { rows } = await sql<{ key: string; crmField: string }>`
    select key, crm_field from erp_field where connection_id = ${connectionId} and actor_type = ${actorType}
      and crm_field is not null and (to_crm or to_erp)`.execute(db)
  return new Map(rows.map(({ key, crmField }) => [key, crmField]))
}

function shown(
  field: NamedNewField,
  crmField: Text | undefined,
  language: string,
): DefaultsAnswer['fields'][number] {
  const { key, label, help, shape, choices, preset, ask, mandatory, list } = field
  const value: Value = preset?.value ?? null
  const nameOf = (_list: string, item: string) => choices.find((choice) => choice.key === item)?.label
  return {
    key,
    label: textIn(label, language),
    help: help && textIn(help, language),
    type: shape.type,
    maxLength: shape.maxLength ?? null,
    items:
      shape.type === 'list'
        ? choices.map((item) => ({ key: item.key, label: textIn(item.label, language), inactive: false }))
        : null,
    crmField: crmField === undefined ? null : textIn(crmField, language),
    hasDefault: preset !== undefined,
    value,
    text: valueText({ type: shape.type, list }, value, nameOf, language),
    problem: problemWith(field, language),
    list,
    askUser: ask,
    mandatory,
    locked: shape.mandatory ?? false,
  }
}

/** The ERP may have taken an item away, or shortened the field, since the value was set. */
function problemWith({ shape, preset, items }: NamedNewField, language: string): string | null {
  const read = preset && readPreset(shape, preset.value, items)
  return !read || read.ok ? null : textIn(errorText(read.error), language)
}

/** Sets what a new actor of one type is given; what is under way is worked out anew. */
export async function saveDefaults(
  parts: ErpParts,
  user: SignedIn,
  { connectionId, actorType }: { readonly connectionId: number; readonly actorType: ActorTypeName },
  { version, fields }: DefaultsChange,
): Promise<void> {
  await parts.store.transaction(async (tx) => {
    await lockVersion(tx, connectionId, actorType, version)
    const known = new Map(
      (await newActorFields(tx, connectionId, actorType)).map((field) => [field.key, field]),
    )
    const read = fields.map((change) => readChange(change, known.get(change.key)))
    const faults = read.flatMap((one) => ('fault' in one ? [one.fault] : []))
    if (faults.length > 0) throw invalidDefaults(faults)

    const rows = read.flatMap((one) => ('row' in one ? [one.row] : []))
    await sql`
      update erp_field f set
        has_default = coalesce(g."hasDefault", false), default_value = g.value, ask_user = coalesce(g."askUser", false),
        mandatory = f.access = 'mandatory' or coalesce(g.mandatory, false)
      from erp_field o
      left join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (
        key text, "hasDefault" boolean, value jsonb, "askUser" boolean, mandatory boolean) on g.key = o.key
      where o.connection_id = ${connectionId} and o.actor_type = ${actorType}
        and o.key = any(${[...known.keys()]}::text[])
        and f.connection_id = o.connection_id and f.actor_type = o.actor_type and f.key = o.key`.execute(tx)
    await tx
      .updateTable('actorType')
      .set({ version: version + 1 })
      .where('connectionId', '=', connectionId)
      .where('type', '=', actorType)
      .execute()
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${connectionId}`.execute(
      tx,
    )
    const told = toldOfFields(
      [...known.values()].map(noted),
      (await newActorFields(tx, connectionId, actorType)).map(noted),
    )
    await tell(
      ...([tx, user, 'changeDefaults', connectionId] as const),
      ...[
        { actorType, ...told.old },
        { actorType, ...told.new },
      ],
    )
  })
}

function noted({ key, preset, ask, mandatory }: NamedNewField) {
  return { key, hasDefault: preset !== undefined, value: preset?.value ?? null, askUser: ask, mandatory }
}

type ReadChange = { readonly row: DefaultChange } | { readonly fault: Fault }

function readChange(change: DefaultChange, field: NamedNewField | undefined): ReadChange {
  const { key, askUser, mandatory } = change
  const fault = (code: string, explanation: Text): ReadChange => ({ fault: { code, explanation, at: key } })
  if (!field) return fault('unknownField', noSuchField)
  const read = readDefault(change, field)
  if (!read.ok) return fault(read.error.kind, about(field.label, errorText(read.error)))
  if (mandatory && !askUser && read.value === null && !field.shape.mandatory) {
    return fault('noValue', about(field.label, noValue))
  }
  return { row: { ...change, value: read.value } }
}

/** A value that was there and no longer fits does not keep somebody from setting another field. */
function readDefault({ hasDefault, value }: DefaultChange, field: NamedNewField) {
  if (!hasDefault) return { ok: true, value: null } as const
  const read = readPreset(field.shape, value, field.items)
  const stays = field.preset !== undefined && field.preset.value === value
  return !read.ok && stays ? ({ ok: true, value } as const) : read
}

function errorText(error: NewActorError): Text {
  if (error.kind === 'unknownItem') return notOnList
  const { kind, ...detail } = error
  return fieldErrorText(kind, detail)
}

function about(label: Text, why: Text): Text {
  return sentence([label, why], (field, reason) => ({ en: `${field}: ${reason}`, nl: `${field}: ${reason}` }))
}

function invalidDefaults(faults: readonly Fault[]): ProblemError {
  const title = sentence([faults[0]?.explanation ?? ''], (why) => ({
    en: `These default values cannot be saved. ${why}`,
    nl: `Deze standaardwaarden kunnen niet worden opgeslagen. ${why}`,
  }))
  return new ProblemError(422, 'invalidDefaults', title, { faults })
}

const noSuchField = {
  en: 'A new record in the ERP cannot be given this field.',
  nl: 'Dit veld kan een nieuw gegeven in het ERP niet krijgen.',
}
const noValue = {
  en: 'a mandatory field needs a default value, or the user has to be asked for it.',
  nl: 'een verplicht veld heeft een standaardwaarde nodig, of de gebruiker moet erom worden gevraagd.',
}
const notOnList = { en: 'Choose an item of the list.', nl: 'Kies een item uit de lijst.' }
