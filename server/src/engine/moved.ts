import type { Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { CrmField } from '../crm/index.ts'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { type Base, type MappedField, type Pair, pairFrom } from '../sync/index.ts'
import type { LinkAlone, LockedLink } from './links.ts'
import type { Subject } from './plan.ts'

/** Of links whose actors need not be asked, and of which nothing else waits: what of their records is no longer as agreed. */
export interface Moved {
  readonly subjects: readonly Subject[]
  /** These have to be looked at whole. */
  readonly others: readonly LockedLink[]
}

/**
 * Reads of linked records only the fields that may have moved, with their bases; locks the records, all of them.
 *
 * A field whose base is one value, and whose column holds just that, stands as agreed: planning it would say
 * nothing. Everything else is read, and whether it moved is for the plan to say.
 *
 * @param alone locked without their bases
 * @param waiting the same with what waits for them
 */
export async function readMoved(
  tx: Tx,
  mapping: TypeMapping,
  alone: readonly LinkAlone[],
  waiting: Promise<readonly LockedLink[]>,
): Promise<Moved> {
  const columns = columnsOf(mapping)
  if (!columns || alone.length === 0) return { subjects: [], others: await waiting }
  const [links, rows] = await Promise.all([waiting, rowsOf(tx, mapping, columns, alone)])
  const subjects: Subject[] = []
  const others: LockedLink[] = []
  for (const link of links) {
    const row = rows.get(link.id)
    if (!row?.known || !isPlain(link, mapping)) others.push(link)
    else if (row.deletedAt === null) subjects.push(subjectOf(link, row, columns))
  }
  return { subjects, others }
}

// Where something waits, or fields have yet to begin, a field that did not move may have its say.
function isPlain(link: LockedLink, { capabilities }: TypeMapping): boolean {
  if (link.toAsk || link.unclear || link.waiting !== null || link.suspect) return false
  if (capabilities.versions && link.version === null) return false
  return Object.keys(link.start).length === 0
}

interface Column {
  readonly mapped: MappedField
  readonly crm: CrmField
}

/** Undefined where one cannot be compared as text. */
function columnsOf({ fields, crmFields }: TypeMapping): readonly Column[] | undefined {
  const crmOf = new Map(crmFields.map((field) => [field.key, field]))
  const columns = fields.flatMap((mapped) => {
    const crm = crmOf.get(mapped.crmField)
    return crm && (crm.custom || crm.type !== 'datetime') ? [{ mapped, crm }] : []
  })
  return columns.length === fields.length ? columns : undefined
}

interface Row {
  readonly id: number
  readonly recordId: number
  readonly updatedAt: string
  readonly deletedAt: string | null
  /** Every mapped field has a base. */
  readonly known: boolean
  /** JSON, without its braces: by ERP field what is kept of its base, and what the record has. */
  readonly moved: string
}

async function rowsOf(
  tx: Tx,
  { recordType }: TypeMapping,
  columns: readonly Column[],
  links: readonly LinkAlone[],
): Promise<ReadonlyMap<number, Row>> {
  const keys = columns.map(({ mapped }) => mapped.erpField)
  const { rows } = await sql<Row>`
    /* kept */
    select l.id, c.id as record_id, c.updated_at, c.deleted_at, l.base ?& ${keys}::text[] as known,
      ${sql.join([...Map.groupBy(columns, ({ crm }) => crm.key).values()].map(ifMoved), sql` || `)} as moved
    from link l join ${sql.table(recordType)} c on c.id = l.record_id
    where l.id = any(${links.map(({ id }) => id)}::bigint[]) and c.id = any(${links.map(({ recordId }) => recordId)}::bigint[])
    order by c.id for no key update of c`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

// Fields that share a CRM field depend on each other: if one may have moved all of them are read.
function ifMoved(sharing: readonly Column[]): RawBuilder<unknown> {
  const moved = sql.join(sharing.map(mayHaveMoved), sql` or `)
  return sql`case when ${moved} then ${sql.join(sharing.map(pairAndNow), sql` || `)} else '' end`
}

// A pair of two halves is an array: nothing the column can hold may be taken for one.
function mayHaveMoved({ mapped: { erpField }, crm }: Column): RawBuilder<unknown> {
  const now = textOf(crm)
  return sql`l.base->>${erpField}::text is distinct from ${now} or ${now} ^@ '['`
}

function pairAndNow({ mapped: { erpField }, crm }: Column): RawBuilder<unknown> {
  const key = sql`${erpField}::text`
  return sql`',' || to_json(${key})::text || ':' || json_build_array(l.base->${key}, ${jsonOf(crm)})::text`
}

function textOf({ key, custom }: CrmField): RawBuilder<unknown> {
  return custom ? sql`(c.custom->>${key}::text)` : sql`${sql.ref(`c.${key}`)}::text`
}

function jsonOf(field: CrmField): RawBuilder<unknown> {
  const { key, type, custom } = field
  if (type === 'list' || type === 'decimal' || type === 'date') return textOf(field)
  return custom ? sql`c.custom->${key}::text` : sql.ref(`c.${key}`)
}

function subjectOf(link: LockedLink, row: Row, columns: readonly Column[]): Subject {
  const base: Record<string, Pair> = {}
  const fields: Record<string, Value> = {}
  if (row.moved !== '') {
    const moved = new Map(Object.entries(JSON.parse(`{${row.moved.slice(1)}}`) as Read))
    for (const { mapped, crm } of columns) {
      const found = moved.get(mapped.erpField)
      if (!found) continue
      base[mapped.erpField] = pairFrom(found[0])
      fields[crm.key] = found[1]
    }
  }
  return {
    link: { ...link, base: base satisfies Base },
    record: { id: row.recordId, updatedAt: row.updatedAt, fields },
    actor: undefined,
  }
}

type Read = Readonly<Record<string, readonly [base: Value | Pair, now: Value]>>
