import { randomUUID } from 'node:crypto'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Actor, ActorRef, ActorTypeName, Fields } from '@koppel/sdk'
import { folded, meets } from './criteria.ts'
import { registers, titleOf } from './model.ts'

/** One record as it lies in the file. */
export interface Row {
  readonly key: string
  readonly seq: number
  readonly deleted: number
  readonly parent_type: ActorTypeName | null
  readonly parent_key: string | null
  readonly creation_id: string | null
  readonly modified_at: string
  readonly changed_by: string
  readonly fields: string
}

/** What is new of a record; everything is given, so that a row is always whole. */
export interface Written {
  readonly key: string
  readonly fields: Fields
  readonly parent: ActorRef | undefined
  readonly creationId: string | undefined
  readonly by: string
  readonly deleted?: boolean
}

export type Store = ReturnType<typeof openStore>

const schema = `
create table if not exists fact (name text primary key, value text not null) strict;
create table if not exists actor (
  administration text not null,
  type        text    not null,
  key         text    not null,
  seq         integer not null,
  deleted     integer not null,
  parent_type text,
  parent_key  text,
  creation_id text,
  modified_at text    not null,
  changed_by  text    not null,
  title       text    not null,
  found       text    not null,
  fields      text    not null,
  primary key (administration, type, key)
) strict;
create unique index if not exists actor_seq on actor (administration, type, seq);
create unique index if not exists actor_creation on actor (administration, type, creation_id)
  where creation_id is not null;
create index if not exists actor_title on actor (administration, type, title, key) where deleted = 0;
create index if not exists actor_parent on actor (administration, parent_type, parent_key) where deleted = 0;
`

const upsert = `
insert into actor (administration, type, key, seq, deleted, parent_type, parent_key, creation_id,
  modified_at, changed_by, title, found, fields)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (administration, type, key) do update set
  seq = excluded.seq, deleted = excluded.deleted, modified_at = excluded.modified_at,
  changed_by = excluded.changed_by, title = excluded.title, found = excluded.found, fields = excluded.fields
`

/**
 * The records of the Demo ERP in one SQLite file.
 *
 * Each change takes the next sequence number in the transaction that makes it, and a deleted record stays
 * behind as a row without values: so reading on from a number misses nothing.
 */
export function openStore(file: string) {
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000')
  db.exec(schema)
  db.function('meets', { deterministic: true }, (type, value, criterion) =>
    meets(type as never, readJson(value), JSON.parse(String(criterion))) ? 1 : 0,
  )

  const identity = fact(db, 'identity', randomUUID)
  let last = Number(db.prepare('select coalesce(max(seq), 0) as seq from actor').get()?.seq)
  const put = db.prepare(upsert)
  const numbers = new Map<string, number>()

  function all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return db.prepare(sql).all(...values) as T[]
  }

  return {
    /** Tells this file from any other: a sequence number means nothing elsewhere. */
    identity,
    last: () => last,
    isEmpty: () => last === 0,
    all,
    close: () => db.close(),

    inTransaction<T>(work: () => T): T {
      db.exec('begin immediate')
      try {
        const result = work()
        db.exec('commit')
        return result
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },

    nextKey(administration: string, type: ActorTypeName): string {
      const { prefix, firstNumber } = registers[type]
      const counter = `${administration} ${type}`
      const highest =
        'select max(cast(substr(key, ?) as integer)) as n from actor where administration = ? and type = ?'
      const known =
        numbers.get(counter) ??
        Number(db.prepare(highest).get(prefix.length + 1, administration, type)?.n ?? firstNumber - 1)
      numbers.set(counter, known + 1)
      return `${prefix}${known + 1}`
    },

    find(administration: string, type: ActorTypeName, key: string): Row | undefined {
      const sql = 'select * from actor where administration = ? and type = ? and key = ?'
      return all<Row>(sql, administration, type, key)[0]
    },

    put(administration: string, type: ActorTypeName, row: Written): void {
      last += 1
      const title = titleOf(type, row.key, row.fields)
      const found = registers[type].found.map((key) => row.fields[key] ?? '').join('\n')
      put.run(
        administration,
        type,
        row.key,
        last,
        row.deleted ? 1 : 0,
        row.parent?.type ?? null,
        row.parent?.key ?? null,
        row.creationId ?? null,
        new Date().toISOString(),
        row.by,
        title,
        folded(found),
        JSON.stringify(row.fields),
      )
    },
  }
}

/** A record as it goes over the wire, with these fields only. */
export function actorOf(type: ActorTypeName, row: Row, wanted: readonly string[]): Actor {
  const stored: Fields = JSON.parse(row.fields)
  const known = new Set(registers[type].fields.map(({ key }) => key))
  const asked = wanted.filter((key) => known.has(key))
  return {
    key: row.key,
    title: titleOf(type, row.key, stored),
    version: String(row.seq),
    modifiedAt: row.modified_at,
    ...(row.parent_type && row.parent_key ? { parent: { type: row.parent_type, key: row.parent_key } } : {}),
    fields: Object.fromEntries(asked.map((key) => [key, stored[key] ?? null])),
  }
}

function readJson(value: unknown) {
  return value === null || value === undefined ? null : JSON.parse(String(value))
}

function fact(db: DatabaseSync, name: string, make: () => string): string {
  db.prepare('insert into fact values (?, ?) on conflict do nothing').run(name, make())
  return String(db.prepare('select value from fact where name = ?').get(name)?.value)
}
