import type { z } from '@hono/zod-openapi'
import {
  type ActorTypeName,
  type Criterion,
  type Operator,
  operatorsOf,
  type Text,
  textIn,
  type Value,
} from '@koppel/sdk'
import { Decimal } from 'decimal.js'
import { type Fault, ProblemError } from '../problem.ts'
import type { Db } from '../store/index.ts'
import { canonical, compareTimes } from '../sync/index.ts'
import { type ActorField, actorFields } from './actor-fields.ts'
import type { criterion as criterionSchema, searchField } from './contract.ts'
import { sentence } from './texts.ts'
import { erpItemNames, type ItemName } from './value-text.ts'

/** A criterion as it was sent, with nothing known of its field yet. */
export type GivenCriterion = z.infer<typeof criterionSchema>

const longestText = 200

/** What an actor type can be searched by, in rank order, with the items of its lists. */
export async function searchFields(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
  language: string,
): Promise<z.infer<typeof searchField>[]> {
  const fields = (await actorFields(db, connectionId, actorType)).filter(({ searchable }) => searchable)
  const lists = fields.flatMap(({ list }) => list ?? [])
  const items = await readItems(db, connectionId, lists)
  return fields.map(({ key, label, type, identifies, list }) => ({
    key,
    label: textIn(label, language),
    type,
    identifies,
    operators: [...operatorsOf[type]],
    items:
      type === 'list'
        ? items
            .filter((item) => item.list === list)
            .map((item) => ({ key: item.key, label: textIn(item.label, language), inactive: false }))
        : null,
  }))
}

async function readItems(db: Db, connectionId: number, lists: readonly string[]) {
  if (lists.length === 0) return []
  return await db
    .selectFrom('erpListItem')
    .select(['list', 'key', 'label'])
    .where('connectionId', '=', connectionId)
    .where('list', 'in', [...lists])
    .where('inErp', '=', true)
    .orderBy('position')
    .orderBy('key')
    .execute()
}

/** The criteria as a connector takes them; 422 `invalidCriterion` with a fault for each row that is wrong. */
export async function readCriteria(
  db: Db,
  connectionId: number,
  given: readonly GivenCriterion[],
  fields: readonly ActorField[],
): Promise<Criterion[]> {
  if (given.length === 0) return []
  const nameOf = await erpItemNames(db, connectionId)
  const read = given.map((row, index) => readCriterion(row, index, fields, nameOf))
  const faults = read.flatMap((one) => ('fault' in one ? one.fault : []))
  if (faults.length === 0) return read.flatMap((one) => ('criterion' in one ? one.criterion : []))
  throw new ProblemError(422, 'invalidCriterion', someWrong, { faults })
}

type Reading = { readonly criterion: Criterion } | { readonly fault: Fault }

function readCriterion(
  given: GivenCriterion,
  index: number,
  fields: readonly ActorField[],
  nameOf: ItemName,
): Reading {
  const field = fields.find(({ key, searchable }) => searchable && key === given.field)
  const wrong = (code: string, label: Text, why: { readonly en: string; readonly nl: string }): Reading => ({
    fault: {
      code,
      at: `criteria/${index}`,
      explanation: sentence([label], (name) => ({
        en: `Criterion ${index + 1}, ${name}: ${why.en}`,
        nl: `Voorwaarde ${index + 1}, ${name}: ${why.nl}`,
      })),
    },
  })
  if (!field) return wrong('fieldNotSearchable', given.field, cannotSearch)
  const offered: readonly Operator[] = operatorsOf[field.type]
  const operator = offered.find((known) => known === given.operator)
  if (!operator) return wrong('operatorNotPossible', field.label, noSuchOperator)

  const values = given.values.map((value) => readValue(field, value, nameOf))
  if (values.some((value) => value === undefined)) return wrong('valueDoesNotFit', field.label, doesNotFit)
  const fitting = values.flatMap((value) => value ?? [])
  if (!hasEnough(operator, fitting.length, given.values.length))
    return wrong('valueMissing', field.label, isMissing)
  if (operator === 'between' && isReversed(field.type, fitting))
    return wrong('valuesReversed', field.label, reversed)
  return { criterion: { field: field.key, operator, values: fitting } }
}

/** null where it is blank, undefined where it is nothing of this type. */
function readValue({ type, list }: ActorField, value: Value, nameOf: ItemName): Value | undefined {
  const read = canonical(type, value)
  if (!read.ok) return undefined
  if (type === 'text' && [...String(read.value ?? '')].length > longestText) return undefined
  if (type === 'list' && read.value !== null && !nameOf(list ?? '', String(read.value))) return undefined
  return read.value
}

// A blank value is none: what is asked for is always something.
function hasEnough(operator: Operator, count: number, sent: number): boolean {
  if (count !== sent) return false
  if (operator === 'between') return count === 2
  return operator === 'oneOf' || operator === 'notOneOf' ? count > 0 : count === 1
}

// Texts are in an order only the ERP knows.
function isReversed(type: ActorField['type'], [from, to]: readonly Value[]): boolean {
  if (from === undefined || to === undefined) return false
  switch (type) {
    case 'integer':
    case 'decimal':
      return new Decimal(String(from)).greaterThan(String(to))
    case 'date':
      return String(from) > String(to)
    case 'datetime':
      return (compareTimes(String(from), String(to)) ?? 0) > 0
    default:
      return false
  }
}

const someWrong = {
  en: 'It cannot be searched for like this. Mend or remove the criteria below.',
  nl: 'Zo kan er niet worden gezocht. Verbeter of verwijder de voorwaarden hieronder.',
}

const cannotSearch = {
  en: 'the ERP cannot search by this field.',
  nl: 'het ERP kan niet op dit veld zoeken.',
}

const noSuchOperator = {
  en: 'this field cannot be compared in this way.',
  nl: 'dit veld kan niet op deze manier worden vergeleken.',
}

const doesNotFit = {
  en: 'the value does not fit the field.',
  nl: 'de waarde past niet bij het veld.',
}

const isMissing = {
  en: 'fill in what to look for.',
  nl: 'vul in waarop moet worden gezocht.',
}

const reversed = {
  en: 'the first value is after the second.',
  nl: 'de eerste waarde komt na de tweede.',
}
