import assert from 'node:assert/strict'
import { type ActorType, actorTypes, type Field } from '../actor.ts'
import { operatorsOf } from '../search.ts'
import { uncanonical } from './canon.ts'
import { fieldKeys, read } from './feed.ts'
import type { Promises } from './promise.ts'
import { assertItems, assertSame, assertText } from './told.ts'
import { DoesNotApply, type Trial } from './trial.ts'

export const describing: Promises = {
  'describes the same actor types and fields when asked twice': async (trial) => {
    const session = await trial.connect()
    assert.deepEqual(await session.describe(), await session.describe())
  },

  'offers at least one actor type, each once and of the closed list': async (trial) => {
    const types = (await trial.types()).map(({ type }) => type)
    assert.ok(types.length > 0, 'describe names no actor type')
    assert.equal(new Set(types).size, types.length, `describe names a type twice: ${types}`)
    for (const type of types) assert.ok(actorTypes.includes(type), `${type} is not an actor type`)
  },

  'describes every field completely and under one key': async (trial) => {
    for (const { type, fields } of await trial.types()) {
      assert.ok(fields.length > 0, `${type} has no fields`)
      const keys = new Set<string>()
      for (const field of fields) {
        assert.ok(!keys.has(field.key), `${type} has two fields ${field.key}`)
        keys.add(field.key)
        assertField(type, field)
      }
    }
  },

  'declares only what it can do': async (trial) => {
    const session = await trial.session()
    for (const { type, capabilities } of await trial.types()) {
      const { create, update, idempotentCreate } = capabilities
      assert.ok(session.write || !(create || update), `${type} can be written, but there is no write`)
      assert.ok(!idempotentCreate || create, `${type} declares idempotentCreate and not create`)
      assert.ok(
        !idempotentCreate || session.created,
        `${type} declares idempotentCreate, but there is no created`,
      )
    }
  },

  'describes no more than it offers before anybody signs in': async (trial) => {
    const { offers } = trial.connector
    if (offers === undefined) throw new DoesNotApply('offers is left out')
    for (const { type, capabilities } of await trial.types()) {
      const offered: Readonly<Record<string, boolean>> | undefined = offers[type] && { ...offers[type] }
      assert.ok(offered, `describe has ${type}, which offers does not name`)
      for (const [capability, can] of Object.entries(capabilities)) {
        assert.ok(!can || offered[capability], `describe says ${capability} of ${type}, and offers does not`)
      }
    }
  },

  'names a list that it has for every list field': async (trial) => {
    const session = await trial.session()
    for (const name of await listNames(trial)) {
      assert.ok(session.lists, 'a field is a list, but there is no lists')
      assertItems(await session.lists(name), `list ${name}`)
    }
  },

  'gives a list the same keys when asked twice': async (trial) => {
    const session = await trial.session()
    for (const name of await listNames(trial)) {
      const keys = async () => (await session.lists?.(name))?.map(({ key }) => key)
      assertSame(await keys(), await keys(), `list ${name}`)
    }
  },

  'delivers list values that are items of their list': async (trial) => {
    const session = await trial.session()
    for (const actorType of await trial.types()) {
      const lists = actorType.fields.filter(({ type }) => type === 'list')
      if (lists.length === 0) continue
      const { actors } = await read(session, actorType.type, { fields: lists.map(({ key }) => key) })
      for (const { key: field, list = '' } of lists) {
        const items = new Set((await session.lists?.(list))?.map(({ key }) => key))
        for (const { key, fields } of actors.values()) {
          const value = fields[field] ?? null
          assert.ok(
            value === null || items.has(String(value)),
            `${actorType.type} ${key}: ${field} is ${value}, which list ${list} does not have`,
          )
        }
      }
    }
  },

  'delivers values in canonical form': async (trial) => {
    const session = await trial.session()
    for (const actorType of await trial.types()) {
      const { actors } = await read(session, actorType.type, { fields: fieldKeys(actorType) })
      for (const { key, fields } of actors.values()) {
        for (const field of actorType.fields) {
          const reason = uncanonical(field, fields[field.key])
          const value = JSON.stringify(fields[field.key])
          assert.equal(
            reason,
            undefined,
            `${actorType.type} ${key}: ${field.key} ${value} (${field.type}) ${reason}`,
          )
        }
      }
    }
  },
}

async function listNames(trial: Trial): Promise<Set<string>> {
  const fields = (await trial.types()).flatMap((actorType: ActorType) => actorType.fields)
  const names = new Set(fields.flatMap(({ list }) => (list === undefined ? [] : [list])))
  if (names.size === 0) throw new DoesNotApply('no field is a list')
  return names
}

function assertField(type: string, { key, label, help, type: kind, ...field }: Field): void {
  const what = `field ${key} of ${type}`
  assert.ok(typeof key === 'string' && key.trim() !== '', `${type} has a field without a key`)
  assertText(label, `the label of ${what}`)
  if (help !== undefined) assertText(help, `the help of ${what}`)
  assert.ok(kind in operatorsOf, `${what} has the unknown type ${kind}`)
  assert.ok(kind !== 'list' || field.list, `${what} is a list and does not say which`)
  assert.ok(field.list === undefined || kind === 'list', `${what} names a list and is ${kind}`)
  assert.ok(field.maxLength === undefined || field.maxLength > 0, `${what} has maxLength ${field.maxLength}`)
  assert.ok(field.decimals === undefined || field.decimals >= 0, `${what} has ${field.decimals} decimals`)
  assert.ok(
    ['normal', 'mandatory', 'readOnly', undefined].includes(field.access),
    `${what} has the unknown access ${field.access}`,
  )
}
