import type { Draft, Outcome, Text, Value } from '@koppel/sdk'
import type { Column } from './columns.ts'
import type { Writing } from './send.ts'

/** What Tryton itself would take silently, or not refuse in words a person understands. */
export async function objectionTo(
  { kind, items }: Writing,
  draft: Draft,
  parent: number | undefined,
): Promise<Outcome | undefined> {
  if (draft.kind === 'create' && kind.needsParent && parent === undefined) return refused(alone)
  for (const column of kind.columns) {
    const reason = blankAgainst(column, draft) ?? (await valueAgainst(column, draft, items))
    if (reason) return refused(reason, column.field.key)
  }
  return undefined
}

function blankAgainst({ field }: Column, draft: Draft): Text | undefined {
  const value = draft.fields[field.key]
  const blank = isBlank(value) || (value === undefined && draft.kind === 'create')
  return blank && field.access === 'mandatory' ? missing : undefined
}

async function valueAgainst(
  { field, change }: Column,
  draft: Draft,
  items: Writing['items'],
): Promise<Text | undefined> {
  const value = draft.fields[field.key]
  if (value === undefined) return undefined
  if (!change) return readOnly
  if (isBlank(value) || !field.list) return undefined
  return (await items(field.list)).some((item) => item.key === value) ? undefined : notOnList
}

function isBlank(value: Value | undefined): boolean {
  return value === null || value === ''
}

function refused(reason: Text, field?: string): Outcome {
  return { kind: 'refused', reason, ...(field !== undefined && { field }) }
}

const alone = {
  en: 'A person in Tryton needs the company it belongs to.',
  nl: 'Een persoon heeft in Tryton het bedrijf nodig waar die bij hoort.',
}
const missing = { en: 'Tryton cannot do without this field.', nl: 'Tryton kan niet zonder dit veld.' }
const readOnly = { en: 'Tryton sets this field by itself.', nl: 'Tryton vult dit veld zelf.' }
const notOnList = {
  en: 'Tryton does not have this list item any more.',
  nl: 'Tryton heeft dit lijstitem niet meer.',
}
