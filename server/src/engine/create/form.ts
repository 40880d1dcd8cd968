import { type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn, z } from '../../contract.ts'
import { type CrmField, crmFields } from '../../crm/index.ts'
import {
  type Access,
  checkConnection,
  crmItemNames,
  type ItemName,
  type NamedNewField,
  valueText,
} from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { NewActorValue } from '../../sync/index.ts'
import type { newActorField, readNewActor } from './contract.ts'
import { type Material, readMaterial } from './material.ts'
import { obstacleTo, valuesFor, type Wish } from './plan-intent.ts'
import { newActorErrorText, textOfCode } from './problems.ts'

type Form = z.infer<(typeof readNewActor)['responses'][200]['content']['application/json']['schema']>
type FormField = z.infer<typeof newActorField>

/** What a new actor would be given, with what is filled in so far. */
export async function readForm(db: Db, user: SignedIn, wish: Wish, language: string): Promise<Form> {
  const access = await checkConnection(db, user, wish.connectionId)
  const material = await readMaterial(db, wish.connectionId, wish.actorType, wish.recordId)
  if (!material) throw notFound()
  const code = await obstacle(db, material, access)
  const known = await crmFields(db, material.mapping.recordType)
  const crmName = await crmItemNames(
    db,
    known.flatMap(({ list }) => list ?? []),
  )
  const fieldOf = new Map(material.fields.map((field) => [field.key, field]))
  const { parent } = material
  return {
    blocked: code ? { code, title: textIn(textOfCode(code), language) } : null,
    parent: parent ? { actorType: parent.type, key: parent.key } : null,
    fields: valuesFor(material, wish).flatMap((value) => {
      const field = fieldOf.get(value.erpField)
      const shown = value.open || value.from !== 'nothing' || value.error !== null
      return field && shown ? [formField(field, value, { known, crmName, language })] : []
    }),
  }
}

async function obstacle(db: Db, material: Material, access: Access) {
  const found = obstacleTo(material, access)
  if (found) return found
  const { rows } = await sql<{ linked: boolean; pending: boolean }>`
    select exists (select from link l where l.connection_id = ${material.connectionId} and l.ended_at is null
        and l.record_type = ${material.mapping.recordType} and l.record_id = ${material.record.id}) as linked,
      exists (select from create_intent i where i.connection_id = ${material.connectionId}
        and i.record_type = ${material.mapping.recordType} and i.record_id = ${material.record.id}
        and i.state in ('planned', 'sent', 'unknown')) as pending`.execute(db)
  if (rows[0]?.linked) return 'recordTaken'
  return rows[0]?.pending ? 'createPending' : undefined
}

interface Around {
  readonly known: readonly CrmField[]
  readonly crmName: ItemName
  readonly language: string
}

function formField(field: NamedNewField, value: NewActorValue, around: Around): FormField {
  const { known, crmName, language } = around
  const { key, label, help, shape, choices } = field
  const source = known.find((crm) => crm.key === value.crmField)
  const itemName = (item: string): Text => crmName(source?.list ?? '', item) ?? item
  const erpName: ItemName = (_list, item) => choices.find((choice) => choice.key === item)?.label
  const { error } = value
  return {
    key,
    label: textIn(label, language),
    help: help && textIn(help, language),
    type: shape.type,
    maxLength: shape.maxLength ?? null,
    mandatory: value.mandatory,
    from: value.from,
    open: value.open,
    value: value.value,
    text: valueText({ type: shape.type, list: field.list }, value.value, erpName, language),
    crm: source
      ? {
          key: source.key,
          label: textIn(source.label, language),
          text: valueText(source, value.crm, crmName, language),
        }
      : null,
    items:
      shape.type === 'list'
        ? choices.map((choice) => ({ key: choice.key, label: textIn(choice.label, language) }))
        : null,
    problem: error && {
      code: error.kind,
      title: textIn(newActorErrorText(error, value, itemName), language),
    },
    mayLeaveOut: !value.mandatory && value.from === 'record' && error !== null,
  }
}
