import type { Change } from './columns.ts'
import { address, excluded, mechanism, streetLines, taxNumber } from './party-parts.ts'
import { idOf, idsOf, type Row } from './wire.ts'

/** Commands of Tryton on the records of one relation, such as `['create', [{…}]]`. */
type Command = readonly [string, ...unknown[]]

/** The values that carry out `changes` on a party, or on a new one when `row` is left out. */
export function partyValues(
  changes: readonly Change[],
  row: Row | undefined,
  roles: { readonly all: readonly number[]; readonly own: number | undefined },
): Row {
  const commands: Record<string, readonly Command[]> = {
    addresses: addressCommands(changes, row),
    contact_mechanisms: changes.flatMap((change) => mechanismCommands(change, row)),
    identifiers: changes.flatMap((change) => taxCommands(change, row)),
    categories: categoryCommands(changes, row, roles),
  }
  const own = changes.flatMap((change) => (change.at === 'record' ? [[change.name, change.value]] : []))
  return Object.fromEntries([...own, ...Object.entries(commands).filter(([, list]) => list.length > 0)])
}

function addressCommands(changes: readonly Change[], row: Row | undefined): readonly Command[] {
  const current = row && address(row)
  const values = Object.fromEntries(
    changes.flatMap((change) => (change.at === 'address' ? [[change.name, change.value]] : [])),
  )
  const street = streetWith(changes, streetLines(current))
  const all = street === undefined ? values : { ...values, street }
  if (current) return Object.keys(all).length > 0 ? [['write', [idOf(current)], all]] : []
  return Object.values(all).some((value) => value !== null && value !== '') ? [['create', [all]]] : []
}

function streetWith(changes: readonly Change[], lines: readonly string[]): string | undefined {
  const next = [...lines]
  const lineChanges = changes.filter((change) => change.at === 'street')
  for (const { line, value } of lineChanges) {
    while (next.length <= line) next.push('')
    next[line] = value
  }
  return lineChanges.length === 0 ? undefined : next.join('\n').trimEnd()
}

/** A number that is cleared is archived, not deleted: Tryton keeps it with the party. */
function mechanismCommands(change: Change, row: Row | undefined): readonly Command[] {
  if (change.at !== 'mechanism') return []
  const { type, value } = change
  const current = row && mechanism(row, type)
  if (value === null) return current ? [['write', [idOf(current)], { active: false }]] : []
  return current ? [['write', [idOf(current)], { value }]] : [['create', [{ type, value }]]]
}

function taxCommands(change: Change, row: Row | undefined): readonly Command[] {
  if (change.at !== 'taxNumber') return []
  const { value } = change
  const current = row && taxNumber(row)
  if (value === null) return current ? [['delete', [idOf(current)]]] : []
  return current
    ? [['write', [idOf(current)], { code: value }]]
    : [['create', [{ type: 'eu_vat', code: value }]]]
}

/** The category that makes it a customer or supplier stays, also when it was only implied by the old one. */
function categoryCommands(
  changes: readonly Change[],
  row: Row | undefined,
  roles: { readonly all: readonly number[]; readonly own: number | undefined },
): readonly Command[] {
  const change = changes.find((candidate) => candidate.at === 'category')
  if (row && !change) return []
  const old = idsOf(row?.categories)
  const removed = change
    ? excluded(old, roles.all)
        .slice(0, 1)
        .filter((id) => id !== change.id)
    : []
  const wanted = [change?.id, roles.own].filter((id) => typeof id === 'number' && !old.includes(id))
  return [
    ...(removed.length > 0 ? [['remove', removed] as const] : []),
    ...(wanted.length > 0 ? [['add', wanted] as const] : []),
  ]
}
