import { type ActorTypeName, actorTypes, type Create, type Criterion, type Update } from '@koppel/sdk'
import { numberIn, Refused, textsIn } from './answers.ts'
import { administrations, lists } from './lists.ts'
import { registers } from './model.ts'
import { byCreation, byKeys, changesAfter, find, type Query } from './read.ts'
import type { Store } from './store.ts'
import { create, type Desk, remove, update } from './write.ts'

export const product = { product: 'Demo ERP', version: '1.0.0' } as const

export interface Call {
  readonly method: string
  /** What follows `/api/` or `/page/`, split at the slashes. */
  readonly path: readonly string[]
  readonly body: Readonly<Record<string, unknown>>
  readonly by: string
}

/** Answers one signed-in call; `changed` hears of every record that was written. */
export function answer(
  store: Store,
  call: Call,
  changed: (desk: Desk, keys: readonly string[]) => void,
): unknown {
  const [first = '', what = '', name = '', action = ''] = call.path
  if (first === 'administrations') return { ...product, items: administrations }
  if (!administrations.some(({ key }) => key === first)) {
    throw new Refused(404, `there is no administration ${first}`)
  }
  if (what === '') return { ...product, administration: first }
  if (what === 'types') return { types: actorTypes.map((type) => described(type)) }
  if (what === 'lists') return { items: listNamed(name) }
  if (what === 'actors' && isActorType(name)) {
    const fields = call.body.fields === undefined ? [] : textsIn(call.body.fields, 'fields')
    const desk = { administration: first, type: name, fields, by: call.by }
    return actorCall(store, desk, `${call.method} ${action}`, call.body, changed)
  }
  throw new Refused(404, 'there is nothing here')
}

function actorCall(
  store: Store,
  desk: Desk,
  action: string,
  body: Call['body'],
  changed: (desk: Desk, keys: readonly string[]) => void,
): unknown {
  if (action === 'POST changes') return feed(store, desk, body)
  if (action === 'POST read') return { actors: byKeys(store, desk, textsIn(body.keys, 'keys')) }
  if (action === 'POST created') return { actors: byCreation(store, desk, textsIn(body.ids, 'ids')) }
  if (action === 'POST search') return hits(store, desk, body)
  if (action === 'POST ') return batch(store, desk, draftsIn<Create>(body, 'id'), create, changed)
  if (action === 'PATCH ') return batch(store, desk, draftsIn<Update>(body, 'key'), update, changed)
  if (action === 'DELETE ') {
    const keys = textsIn(body.keys, 'keys')
    const removed = store.inTransaction(() => keys.filter((key) => remove(store, desk, key)))
    changed(desk, removed)
    return { removed }
  }
  throw new Refused(405, 'this cannot be done here')
}

function described(type: ActorTypeName) {
  const { capabilities, fields } = registers[type]
  return { type, capabilities, fields }
}

function listNamed(name: string) {
  const items = Object.hasOwn(lists, name) ? lists[name] : undefined
  if (!items) throw new Refused(404, `there is no list ${name}`)
  return items
}

function feed(store: Store, desk: Desk, { cursor, limit }: Call['body']) {
  if (cursor !== undefined && typeof cursor !== 'string') throw new Refused(400, 'cursor must be text')
  const page = changesAfter(store, desk, cursor, numberIn(limit, 'limit', 5_000))
  if (!page) throw new Refused(410, 'this cursor is not one of this administration file')
  return page
}

function hits(store: Store, desk: Desk, body: Call['body']) {
  const query: Query = {
    limit: numberIn(body.limit, 'limit', 200),
    ...(typeof body.text === 'string' ? { text: body.text } : {}),
    ...(typeof body.page === 'string' ? { page: body.page } : {}),
    ...(isRef(body.parent) ? { parent: body.parent } : {}),
    ...(Array.isArray(body.criteria) ? { criteria: body.criteria.filter(isCriterion) } : {}),
  }
  const answer = find(store, desk, query)
  if (typeof answer === 'string') throw new Refused(400, answer)
  return answer
}

// One transaction for the batch: a refused draft is an outcome, so nothing is ever half written.
function batch<D extends Create | Update>(
  store: Store,
  desk: Desk,
  drafts: readonly D[],
  write: (store: Store, desk: Desk, draft: D) => ReturnType<typeof create>,
  changed: (desk: Desk, keys: readonly string[]) => void,
) {
  const outcomes = store.inTransaction(() => drafts.map((draft) => write(store, desk, draft)))
  changed(
    desk,
    outcomes.flatMap((outcome) => (outcome.kind === 'written' ? [outcome.actor.key] : [])),
  )
  return { outcomes }
}

function draftsIn<D extends Create | Update>({ drafts }: Call['body'], id: 'id' | 'key'): readonly D[] {
  if (!Array.isArray(drafts) || drafts.length > 1_000)
    throw new Refused(400, 'drafts must be a list of at most 1000')
  const whole = drafts.every(
    (draft) => typeof draft?.[id] === 'string' && typeof draft.fields === 'object' && draft.fields !== null,
  )
  if (!whole) throw new Refused(400, `every draft needs ${id} and fields`)
  return drafts
}

export function isActorType(name: string): name is ActorTypeName {
  return actorTypes.some((type) => type === name)
}

function isRef(value: unknown): value is { type: ActorTypeName; key: string } {
  return typeof value === 'object' && value !== null && 'type' in value && 'key' in value
}

function isCriterion(value: unknown): value is Criterion {
  return (
    typeof value === 'object' &&
    value !== null &&
    'operator' in value &&
    'values' in value &&
    Array.isArray(value.values)
  )
}
