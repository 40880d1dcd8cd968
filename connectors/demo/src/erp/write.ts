import type { Actor, ActorRef, ActorTypeName, Create, Fields, Outcome, Update } from '@koppel/sdk'
import { registers } from './model.ts'
import { actorOf, type Row, type Store } from './store.ts'
import { accept } from './validate.ts'

/** Where and by whom something is written, and which fields to answer with. */
export interface Desk {
  readonly administration: string
  readonly type: ActorTypeName
  readonly fields: readonly string[]
  readonly by: string
}

/** Makes one record; a second time with the same id it answers with the first. */
export function create(store: Store, desk: Desk, { id, fields, parent }: Create): Outcome {
  const { administration, type } = desk
  const made = store.all<Row>(
    'select * from actor where administration = ? and type = ? and creation_id = ?',
    administration,
    type,
    id,
  )[0]
  if (made) return made.deleted ? { kind: 'gone' } : written(desk, made)

  const register = registers[type]
  const answer = accept(register, fields, undefined)
  if ('reason' in answer) return { kind: 'refused', ...answer }
  const stranger = unknownParent(store, desk, parent)
  if (stranger) return stranger

  const key = store.nextKey(administration, type)
  const number = register.fields.find(({ identifies }) => identifies)?.key ?? 'NUMBER'
  store.put(administration, type, {
    key,
    fields: { ...register.initial, ...answer.accepted, [number]: key },
    parent,
    creationId: id,
    by: desk.by,
  })
  return stored(store, desk, key)
}

/** Changes one record, unless it changed since `version`. */
export function update(store: Store, desk: Desk, { key, version, fields }: Update): Outcome {
  const { administration, type } = desk
  const row = store.find(administration, type, key)
  if (!row || row.deleted) return { kind: 'gone' }
  if (version !== undefined && version !== String(row.seq))
    return { kind: 'outdated', current: shown(desk, row) }

  const before: Fields = JSON.parse(row.fields)
  const answer = accept(registers[type], fields, before)
  if ('reason' in answer) return { kind: 'refused', ...answer }

  store.put(administration, type, { ...kept(row), fields: { ...before, ...answer.accepted }, by: desk.by })
  return stored(store, desk, key)
}

/** Deletes a record, and with a customer or supplier its persons. False if it was not there. */
export function remove(store: Store, desk: Desk, key: string): boolean {
  const { administration, type } = desk
  const row = store.find(administration, type, key)
  if (!row || row.deleted) return false
  const persons = store.all<Row>(
    'select * from actor where administration = ? and parent_type = ? and parent_key = ? and deleted = 0',
    administration,
    type,
    key,
  )
  for (const child of persons)
    store.put(administration, 'person', { ...kept(child), fields: {}, by: desk.by, deleted: true })
  store.put(administration, type, { ...kept(row), fields: {}, by: desk.by, deleted: true })
  return true
}

function unknownParent(store: Store, desk: Desk, parent: ActorRef | undefined): Outcome | undefined {
  if (!parent) return
  const row = desk.type === 'person' ? store.find(desk.administration, parent.type, parent.key) : undefined
  if (row && !row.deleted) return
  return {
    kind: 'refused',
    reason: { en: `There is no ${parent.type} ${parent.key}.`, nl: `Relatie ${parent.key} bestaat niet.` },
  }
}

function stored(store: Store, desk: Desk, key: string): Outcome {
  const row = store.find(desk.administration, desk.type, key)
  if (!row) throw new Error(`${desk.type} ${key} was written and is not there`)
  return written(desk, row)
}

function written(desk: Desk, row: Row): Outcome {
  return { kind: 'written', actor: shown(desk, row) }
}

function shown({ type, fields }: Desk, row: Row): Actor {
  return actorOf(type, row, fields)
}

function kept(row: Row): { key: string; parent: ActorRef | undefined; creationId: string | undefined } {
  const parent =
    row.parent_type && row.parent_key ? { type: row.parent_type, key: row.parent_key } : undefined
  return { key: row.key, parent, creationId: row.creation_id ?? undefined }
}
