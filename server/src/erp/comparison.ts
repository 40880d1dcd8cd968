import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, type Fields, type Text, textIn, type Value } from '@koppel/sdk'
import type { SignedIn } from '../contract.ts'
import { type CrmField, crmFields, readRecords } from '../crm/index.ts'
import { notFound } from '../problem.ts'
import type { Db } from '../store/index.ts'
import type { RecordType } from '../store/tables.ts'
import { canonical, convert, decide, type MappedField, recordTypeOf, type Side } from '../sync/index.ts'
import { checkConnection } from './access.ts'
import { type ActorField, actorFields } from './actor-fields.ts'
import type { comparedField } from './contract.ts'
import { actorGone } from './live-values.ts'
import { readMapping, type TypeMapping } from './mapping.ts'
import type { ErpParts } from './parts.ts'
import { askErp } from './session.ts'
import { crmItemNames, erpItemNames, valueText } from './value-text.ts'

/** One field that will be synchronised, with what each side has. */
export interface Compared {
  readonly field: MappedField
  readonly erp: Value
  readonly crm: Value
  readonly same: boolean
  /** Whose value may stand. */
  readonly choices: readonly Side[]
  readonly proposed: Side
}

export interface Pairing {
  readonly recordType: RecordType
  readonly recordId: number
  readonly actorType: ActorTypeName
  readonly actorKey: string
}

/** Reads both sides of a pair that may be linked. */
export async function comparePair(parts: ErpParts, connectionId: number, pair: Pairing) {
  const { db } = parts.store
  const mapping = await readMapping(db, connectionId, pair.actorType)
  if (!mapping?.enabled || recordTypeOf[pair.actorType] !== pair.recordType) throw notFound()
  const record = (await readRecords(db, pair.recordType, [pair.recordId])).get(pair.recordId)
  if (!record || record.deletedAt !== null) throw notFound()
  const keys = mapping.fields.map(({ erpField }) => erpField)
  const [actor] = await askErp(parts, connectionId, (session) =>
    session.get(pair.actorType, [pair.actorKey], keys),
  )
  if (!actor) throw actorGone()
  const described = await actorFields(db, connectionId, pair.actorType)
  return {
    actor,
    record,
    mapping,
    described,
    fields: compareFields(mapping, described, actor.fields, record.fields),
  }
}

function compareFields(
  mapping: TypeMapping,
  described: readonly ActorField[],
  actor: Fields,
  record: Fields,
): Compared[] {
  return mapping.fields.flatMap((field) => {
    const [inErp, inCrm] = [actor[field.erpField], record[field.crmField]]
    // A field that one side did not deliver is left alone.
    if (inErp === undefined || inCrm === undefined) return []
    const [erp, crm] = [canonical(field.erp.type, inErp), canonical(field.crm.type, inCrm)]
    return erp.ok && crm.ok ? [compareOne(field, [erp.value, crm.value], mapping, described)] : []
  })
}

function compareOne(
  field: MappedField,
  now: readonly [Value, Value],
  { capabilities, fields }: TypeMapping,
  described: readonly ActorField[],
): Compared {
  const [erp, crm] = now
  const same = decide(field, now, undefined, undefined, {}).do === 'agree'
  const readOnly = described.some(({ key, access }) => key === field.erpField && access === 'readOnly')
  const shared = fields.some((other) => other !== field && other.crmField === field.crmField)
  const mayStand: Record<Side, boolean> = {
    // Of several ERP fields that one CRM field feeds, none can decide for the others.
    erp: (field.direction !== 'toErp' || !shared) && convert(field, 'crm', erp).ok,
    crm: (capabilities.update ?? false) && !readOnly && convert(field, 'erp', crm).ok,
  }
  const choices = (['erp', 'crm'] as const).filter((side) => mayStand[side])
  return { field, erp, crm, same, choices, proposed: propose(field, now, choices) }
}

/** The side the field comes from, but never a blank against a value: clicking on must not empty anything. */
function propose(
  { direction }: MappedField,
  [erp, crm]: readonly [Value, Value],
  choices: readonly Side[],
): Side {
  const source = direction === 'toErp' ? 'crm' : 'erp'
  const wanted = erp === null && crm !== null ? 'crm' : crm === null && erp !== null ? 'erp' : source
  return choices.includes(wanted) ? wanted : (choices[0] ?? source)
}

/** The value dialog: both values of each field that will be synchronised. */
export async function readComparison(
  parts: ErpParts,
  user: SignedIn,
  connectionId: number,
  pair: Pairing,
  language: string,
): Promise<{ title: string; fields: z.infer<typeof comparedField>[] }> {
  const { db } = parts.store
  await checkConnection(db, user, connectionId)
  const { actor, fields, described } = await comparePair(parts, connectionId, pair)
  return {
    title: actor.title,
    fields: await asShown(db, connectionId, pair.recordType, fields, described, language),
  }
}

async function asShown(
  db: Db,
  connectionId: number,
  recordType: RecordType,
  fields: readonly Compared[],
  described: readonly ActorField[],
  language: string,
) {
  const known = await crmFields(db, recordType)
  const erpName = await erpItemNames(db, connectionId)
  const crmName = await crmItemNames(
    db,
    known.flatMap(({ list }) => list ?? []),
  )
  const find = <T extends { readonly key: string }>(all: readonly T[], key: string) =>
    all.find((one) => one.key === key)
  const label = (field: { readonly label: Text } | undefined, key: string) =>
    textIn(field?.label ?? key, language)

  return fields.map(({ field, erp, crm, same, choices, proposed }) => {
    const erpField = find(described, field.erpField)
    const crmField: CrmField | undefined = find(known, field.crmField)
    return {
      erpField: field.erpField,
      crmField: field.crmField,
      erpLabel: label(erpField, field.erpField),
      crmLabel: label(crmField, field.crmField),
      toCrm: field.direction !== 'toErp',
      toErp: field.direction !== 'toCrm',
      erpValue: erp,
      crmValue: crm,
      erpText: valueText(erpField ?? field.erp, erp, erpName, language),
      crmText: valueText(crmField ?? field.crm, crm, crmName, language),
      same,
      choices: [...choices],
      proposed,
    }
  })
}
