import { type RawBuilder, sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import type { RecordType } from '../../store/tables.ts'
import type { ListColumn } from './columns.ts'
import type { ListFilter } from './contract.ts'
import type { LinksSeen } from './links-seen.ts'
import { beginning, containing } from './words.ts'

/** Who looks at what; out of these connections nothing is seen. */
export interface Looker {
  readonly userId: string
  readonly connectionIds: readonly number[]
  readonly links: LinksSeen
}

type Of<K extends ListFilter['kind']> = Extract<ListFilter, { kind: K }>
type Sql = RawBuilder<unknown>

/** SQL that is true of the rows `t` this filter lets through. */
export function filterCondition(
  filter: ListFilter,
  recordType: RecordType,
  columns: readonly ListColumn[],
  looker: Looker,
): Sql {
  if (filter.kind === 'link') return linked(filter, recordType, looker)
  if (filter.kind === 'selection') return inSelection(filter, recordType, looker)
  if (filter.kind === 'deleted') return sql`t.deleted_at is not null`
  const column = columns.find(({ key }) => key === filter.field)
  if (!column?.value || !fits(filter, column)) throw unknownFilter(filter.field)
  const value = sql`(${column.value})`
  switch (filter.kind) {
    case 'text':
      return textIs(filter, column, asText(column, value))
    case 'list':
      return oneOf(filter, column, value)
    case 'number':
      return between(asNumber(column, value), filter.from, filter.to)
    case 'date':
      return inTime(filter, column, asDate(column, value))
    case 'checkbox':
      return sql`coalesce(${asText(column, value)} = 'true', false) = ${filter.checked}`
    case 'blank':
      return sql`(coalesce(${asText(column, value)}, '') = '') = ${filter.blank}`
  }
}

const types: Record<'text' | 'list' | 'number' | 'date' | 'checkbox', readonly ListColumn['type'][]> = {
  text: ['text'],
  list: ['list'],
  number: ['integer', 'decimal'],
  date: ['date', 'datetime'],
  checkbox: ['checkbox'],
}

function fits(filter: { kind: keyof typeof types | 'blank' }, { type }: ListColumn): boolean {
  return filter.kind === 'blank' || types[filter.kind].includes(type)
}

function unknownFilter(field: string): ProblemError {
  return new ProblemError(
    400,
    'unknownFilter',
    {
      en: 'A filter on this list does not fit a field (any more). Remove it.',
      nl: 'Een filter op deze lijst past niet (meer) bij een veld. Verwijder het.',
    },
    { detail: field },
  )
}

// A user-defined value is JSON; #>> makes of it the text it would be in a column.
function asText({ custom }: ListColumn, value: Sql): Sql {
  return custom ? sql`(${value} #>> '{}')` : sql`${value}::text`
}

function asNumber({ custom }: ListColumn, value: Sql): Sql {
  return custom ? sql`(${value} #>> '{}')::numeric` : value
}

function asDate({ custom }: ListColumn, value: Sql): Sql {
  return custom ? sql`(${value} #>> '{}')::date` : value
}

function textIs({ operator, value: wanted }: Of<'text'>, { searched }: ListColumn, value: Sql): Sql {
  // No text of PostgreSQL holds a NUL.
  if (wanted.includes('\0')) return sql`false`
  if (operator === 'is') return and(sql`search_text(${value}) = search_text(${wanted})`, searched, wanted)
  const pattern = operator === 'begins' ? beginning(wanted) : containing(wanted)
  return and(sql`search_text(${value}) like ${pattern}`, searched, wanted)
}

// What a column holds is in `search`, too, and that has an index.
function and(condition: Sql, searched: boolean, wanted: string): Sql {
  return searched ? sql`(t.search like ${containing(wanted)} and ${condition})` : condition
}

function oneOf({ items }: Of<'list'>, column: ListColumn, value: Sql): Sql {
  return column.custom
    ? sql`${asText(column, value)} = any(${[...items]}::text[])`
    : sql`${value} = any(${items.map(Number)}::bigint[])`
}

function between(value: Sql, from: string | undefined, to: string | undefined): Sql {
  const parts = [
    from !== undefined && sql`${value} >= ${from}::numeric`,
    to !== undefined && sql`${value} <= ${to}::numeric`,
  ]
  return all(parts, value)
}

function inTime({ from, to, days }: Of<'date'>, { type }: ListColumn, value: Sql): Sql {
  const cast = sql.raw(type === 'date' ? 'date' : 'timestamptz')
  // A day ends where the next begins.
  const end = (moment: string) =>
    type === 'datetime' && moment.length === 10
      ? sql`${value} < ${moment}::date + 1`
      : sql`${value} <= ${moment}::${cast}`
  const parts = [
    from !== undefined && sql`${value} >= ${from}::${cast}`,
    to !== undefined && end(to),
    days !== undefined && sql`${value} >= now() - make_interval(days => ${days}::integer)`,
    days !== undefined && sql`${value} <= now()`,
  ]
  return all(parts, value)
}

function all(parts: readonly (Sql | false)[], value: Sql): Sql {
  const given = parts.filter((part) => part !== false)
  return given.length === 0 ? sql`${value} is not null` : sql`(${sql.join(given, sql` and `)})`
}

function linked({ connectionId, state }: Of<'link'>, recordType: RecordType, looker: Looker): Sql {
  const { connectionIds, links } = looker
  const seen = connectionIds.filter((id) => connectionId === undefined || id === connectionId)
  const ofState =
    state === 'any' || state === 'none'
      ? sql`true`
      : sql`${links.couldBe(state, 'l')} and ${links.linkState('l')} = ${state}`
  const found = sql`
    select l.record_id from link l where l.record_type = ${recordType} and l.ended_at is null
      and l.connection_id = any(${seen}::bigint[]) and ${ofState}`
  const here = sql`exists (${found} and l.record_id = t.id)`
  if (state === 'none') return sql`not ${here}`
  // Most links are these: looked up for the rows at hand, not collected to choose from.
  return state === 'any' || state === 'inSync' ? here : sql`t.id in (${found})`
}

function inSelection({ id }: Of<'selection'>, recordType: RecordType, { userId }: Looker): Sql {
  return sql`t.id in (
    select r.record_id from selection s join selection_record r on r.selection_id = s.id
    where s.id = ${id} and s.user_id = ${userId} and s.record_type = ${recordType})`
}
