import assert from 'node:assert/strict'
import type { Actor, ActorType } from '../actor.ts'
import type { ErpSession, Page } from '../connector.ts'
import { differences, isInstant } from './canon.ts'
import { fieldKeys, type Read, read, sameKeys, stateAfter } from './feed.ts'
import { changeable, createDraft, make, otherValue, sendable, write, written } from './making.ts'
import type { Promises } from './promise.ts'
import { assertNamed, assertNone } from './told.ts'
import { DoesNotApply, type Trial } from './trial.ts'

export const reading: Promises = {
  'delivers every actor whatever the page size': async (trial) => {
    for (const { actorType, session, whole } of await readings(trial)) {
      const count = whole.actors.size
      const sizes = count <= 150 ? [1, 2, count - 1, count, count + 1] : [97, count + 1]
      for (const pageSize of new Set(sizes.filter((size) => size > 0))) {
        const { actors } = await read(session, actorType.type, { pageSize })
        sameKeys(actors.keys(), whole.actors.keys(), `${actorType.type} with pages of ${pageSize}`)
      }
    }
  },

  'delivers every actor that a search finds': async (trial) => {
    for (const { actorType, session, whole } of await readings(trial)) {
      const { actors } = await session.search(actorType.type, { limit: 50, fields: [] })
      const missing = actors.filter(({ key }) => !whole.actors.has(key)).map(({ key }) => key)
      assertNone(missing, `${actorType.type}: found by a search and not in changes`)
    }
  },

  'delivers exactly the fields asked for, of those the ERP has': async (trial) => {
    for (const actorType of await trial.types()) {
      const session = await trial.session()
      const all = fieldKeys(actorType)
      for (const fields of [all, all.slice(0, 1), all.slice(-2), []]) {
        const { actors } = await read(session, actorType.type, { fields: [...fields, 'NO_SUCH_FIELD'] })
        for (const actor of actors.values()) {
          const what = `${actorType.type} ${actor.key}, asked for ${fields.join(', ') || 'no fields'}`
          sameKeys(Object.keys(actor.fields), fields, what)
        }
      }
    }
  },

  'gives every actor a key, a title and what its capabilities promise': async (trial) => {
    for (const { actorType, whole } of await readings(trial)) {
      for (const actor of whole.actors.values()) assertActor(actorType, actor)
    }
  },

  'keeps to the wanted size of a page': async (trial) => {
    for (const { actorType, session } of await readings(trial)) {
      const { pages } = await read(session, actorType.type, { pageSize: 3 })
      const most = Math.max(...pages.map(({ actors }) => actors.length))
      assert.ok(most <= 3, `${actorType.type}: a page of ${most} actors, 3 were wanted`)
    }
  },

  'goes on after any page as if it had not stopped': async (trial) => {
    for (const { actorType, session, whole } of await readings(trial)) {
      const pageSize = Math.max(1, Math.ceil(whole.actors.size / 4))
      const { pages } = await read(session, actorType.type, { pageSize })
      for (const [index, { cursor }] of pages.entries()) {
        const rest = await read(session, actorType.type, { pageSize, cursor })
        const both = stateAfter([...pages.slice(0, index + 1), ...rest.pages])
        sameKeys(
          both.actors.keys(),
          whole.actors.keys(),
          `${actorType.type} continued after page ${index + 1}`,
        )
      }
    }
  },

  'honours a cursor again until a later one is used': async (trial) => {
    for (const { actorType, session } of await readings(trial)) {
      const { pages } = await read(session, actorType.type, { pageSize: 2 })
      const cursor = pages.at(Math.floor(pages.length / 2))?.cursor
      const [once, again] = [
        await read(session, actorType.type, { cursor }),
        await read(session, actorType.type, { cursor }),
      ]
      sameKeys(again.actors.keys(), once.actors.keys(), `${actorType.type} from one cursor, the second time`)
    }
  },

  'honours a cursor of an earlier session': async (trial) => {
    for (const { actorType, whole } of await readings(trial)) {
      const later = await trial.connect()
      const { actors } = await read(later, actorType.type, { cursor: whole.cursor })
      assertOnlyRepeats(actorType, actors, whole)
    }
  },

  'yields a page when nothing changed, with at most repeats': async (trial) => {
    for (const { actorType, session, whole } of await readings(trial)) {
      const fields = fieldKeys(actorType)
      const idle = await read(session, actorType.type, { fields, cursor: whole.cursor })
      assertOnlyRepeats(actorType, idle.actors, whole)
      const later = await read(session, actorType.type, { fields, cursor: idle.cursor })
      assert.ok(
        later.actors.size <= idle.actors.size,
        `${actorType.type}: passes without a change deliver more and more`,
      )
    }
  },

  'says cursorExpired for a cursor it does not know, never an empty page': async (trial) => {
    const session = await trial.session()
    for (const { type } of await trial.types()) {
      for (const cursor of ['no such cursor', '', '{}', '💥']) {
        const what = `changes of ${type} from ${JSON.stringify(cursor)}`
        await assertNamed(() => read(session, type, { cursor }), ['cursorExpired'], what)
      }
    }
  },

  'delivers a change made after the cursor': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const session = await trial.session()
      const actor = await changeable(trial, actorType)
      const { cursor } = await read(session, actorType.type)
      const changed = await change(trial, actorType, actor)
      await assertSeen(session, actorType, changed, cursor)
    }
  },

  'delivers a change made by others after the cursor': async (trial) => {
    const { change: byOthers } = trial.options
    if (!byOthers) throw new DoesNotApply('the option change is not given')
    for (const actorType of await trial.writable('update')) {
      const session = await trial.session()
      const actor = await changeable(trial, actorType)
      const { cursor } = await read(session, actorType.type)
      await byOthers(actorType.type, actor.key)
      const { actors } = await read(session, actorType.type, { cursor, pageSize: 1 })
      assert.ok(
        actors.has(actor.key),
        `${actorType.type} ${actor.key} was changed by others and is not delivered`,
      )
    }
  },

  'delivers every new actor of one moment, also with pages of one': async (trial) => {
    for (const actorType of await trial.writable('create')) {
      const session = await trial.session()
      const { cursor } = await read(session, actorType.type)
      const drafts = await Promise.all([1, 2, 3, 4, 5].map(() => createDraft(trial, actorType)))
      const outcomes = await write(session, actorType, drafts)
      const keys = outcomes.map((outcome) => written(outcome, `a new ${actorType.type}`).key)
      for (const pageSize of [1, 2, 3, 10]) {
        const { actors } = await read(session, actorType.type, { cursor, pageSize })
        const missing = keys.filter((key) => !actors.has(key))
        assertNone(missing, `new ${actorType.type} actors not delivered with pages of ${pageSize}`)
      }
    }
  },

  'misses no change made while it reads': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const session = await trial.session()
      const fields = fieldKeys(actorType)
      const [one, other] = [await changeable(trial, actorType), await changeable(trial, actorType)]
      const changed = new Map<string, Actor>()
      const pages: Page[] = []
      for await (const page of session.changes(actorType.type, undefined, { fields, pageSize: 2 })) {
        pages.push(page)
        if (pages.length === 1) changed.set(one.key, await change(trial, actorType, one))
        if (pages.length === 2) changed.set(other.key, await change(trial, actorType, other))
      }
      const rest = await read(session, actorType.type, { fields, cursor: pages.at(-1)?.cursor })
      const { actors } = stateAfter([...pages, ...rest.pages])
      for (const { key, fields: now } of changed.values()) {
        const found = actors.get(key)?.fields ?? {}
        assertNone(differences(actorType.fields, now, found), `${actorType.type} ${key}`)
      }
    }
  },

  'names deleted actors in the feed': async (trial) => {
    const { remove } = trial.options
    const types = (await trial.writable('create')).filter(({ capabilities }) => capabilities.deletions)
    if (types.length === 0) throw new DoesNotApply('deletions is not declared')
    if (!remove) throw new DoesNotApply('the option remove is not given, so nothing can be deleted')
    for (const actorType of types) {
      const session = await trial.session()
      const { key } = await make(trial, actorType)
      const { cursor } = await read(session, actorType.type)
      await remove(actorType.type, key)
      const { gone, actors } = await read(session, actorType.type, { cursor })
      assert.ok(gone.has(key) && !actors.has(key), `${actorType.type} ${key} was deleted and is not in gone`)
    }
  },
}

interface Reading {
  readonly actorType: ActorType
  readonly session: ErpSession
  readonly whole: Read
}

// With nothing to read nothing would be checked, so a few actors are made first where that can be done.
async function readings(trial: Trial): Promise<Reading[]> {
  const session = await trial.session()
  const creatable: readonly ActorType[] = await trial.writable('create').catch(() => [])
  const found: Reading[] = []
  for (const actorType of await trial.types()) {
    let whole = await read(session, actorType.type, { fields: fieldKeys(actorType) })
    const needed = creatable.includes(actorType) ? 5 - whole.actors.size : 0
    for (let n = 0; n < needed; n += 1) await make(trial, actorType)
    if (needed > 0) whole = await read(session, actorType.type, { fields: fieldKeys(actorType) })
    found.push({ actorType, session, whole })
  }
  return found
}

function assertActor(
  { type, capabilities }: ActorType,
  { key, title, version, modifiedAt, parent }: Actor,
): void {
  assert.ok(typeof key === 'string' && key !== '', `an actor of ${type} has the key ${JSON.stringify(key)}`)
  assert.equal(typeof title, 'string', `${type} ${key} has no title`)
  if (capabilities.versions) assert.ok(version, `${type} ${key} has no version, and versions is declared`)
  assert.ok(modifiedAt === undefined || isInstant(modifiedAt), `${type} ${key} has modifiedAt ${modifiedAt}`)
  const fits = parent === undefined || parent.type === 'customer' || parent.type === 'supplier'
  assert.ok(fits, `${type} ${key} has a parent of type ${parent?.type}`)
}

function assertOnlyRepeats({ type }: ActorType, actors: ReadonlyMap<string, Actor>, whole: Read): void {
  for (const { key, version } of actors.values()) {
    const known = whole.actors.get(key)
    assert.ok(known, `${type} ${key} is delivered as changed, and was not there before`)
    assert.equal(version, known.version, `${type} ${key} has another version, and nothing changed`)
  }
}

/** Writes another value to one field, and answers with the actor as it is then. */
async function change(trial: Trial, actorType: ActorType, { key, fields: before }: Actor): Promise<Actor> {
  const field = sendable(trial, actorType).find(({ type }) => type === 'text')
  if (!field) throw new DoesNotApply(`${actorType.type} has no text field to change`)
  const value = await otherValue(trial, field, before[field.key] ?? null)
  const draft = { kind: 'update', key, fields: { [field.key]: value } } as const
  const [outcome] = await write(await trial.session(), actorType, [draft])
  return written(outcome, `the change of ${actorType.type} ${key}`)
}

async function assertSeen(
  session: ErpSession,
  actorType: ActorType,
  changed: Actor,
  cursor: string,
): Promise<void> {
  const { actors } = await read(session, actorType.type, { fields: fieldKeys(actorType), cursor })
  const seen = actors.get(changed.key)
  assert.ok(seen, `${actorType.type} ${changed.key} was changed and is not delivered`)
  assertNone(differences(actorType.fields, changed.fields, seen.fields), `${actorType.type} ${changed.key}`)
}
