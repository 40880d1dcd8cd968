import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  ConnectorError,
  type Create,
  type ErpSession,
  type Fields,
  type Outcome,
  type Update,
} from '@koppel/sdk'
import { hostWith, listeningHost, methodOf, readAll, useTryton } from './trial.ts'

const { tryton, signIn, create, sql } = useTryton()

const all = ['NAME', 'PHONE', 'EMAIL', 'VATNO', 'POSTALAD1', 'POSTALAD2', 'POSTALCITY', 'COUNTRY', 'CATEGORY']

const newOne = (fields: Fields, id = 'one'): Create => ({ kind: 'create', id, fields })

function actorOf(outcome: Outcome | undefined) {
  if (outcome?.kind === 'written') return outcome.actor
  throw new Error(`not written: ${JSON.stringify(outcome)}`)
}

async function made(session: ErpSession, fields: Fields) {
  return actorOf((await session.write?.('customer', [newOne(fields)], all))?.[0])
}

async function updated(session: ErpSession, ...drafts: readonly Omit<Update, 'kind'>[]) {
  const outcomes = await session.write?.(
    'customer',
    drafts.map((draft) => ({ kind: 'update', ...draft })),
    all,
  )
  return outcomes ?? []
}

describe('creating a customer', () => {
  test('stores its parts in one record and gives it the category', async () => {
    const session = await signIn()
    const fields = {
      NAME: 'Bakkerij Zoë',
      PHONE: '+32 9 123',
      EMAIL: 'zoe@example.com',
      VATNO: 'NL004495445B01',
      POSTALAD1: 'Veldstraat 1',
      POSTALAD2: 'bus 3',
      POSTALCITY: 'Gent',
      COUNTRY: String(tryton().belgium),
      CATEGORY: String(tryton().retailCategory),
    }
    const actor = await made(session, fields)
    assert.deepEqual(actor.fields, fields)
    assert.ok((await readAll(session, 'customer')).keys.includes(actor.key))
    const [party] = rows(
      await tryton().call('model.party.party.read', [[Number(actor.key)], ['addresses', 'categories']]),
    )
    assert.equal(list(party?.addresses).length, 1)
    assert.deepEqual(
      list(party?.categories).sort(),
      [tryton().customerCategory, tryton().retailCategory].sort(),
    )
  })

  test('takes one call for many, and one each when Tryton refuses one of them', async () => {
    const { host, methods } = listeningHost()
    const session = await signIn({}, host)
    const creates = () => methods.filter((method) => method === 'model.party.party.create').length
    const good = [1, 2, 3].map((n) => newOne({ NAME: `Together ${n}` }, String(n)))
    await session.write?.('customer', good, all)
    assert.equal(creates(), 1)
    const bad = newOne({ NAME: 'Bad number', VATNO: 'nonsense' }, 'bad')
    const outcomes = await session.write?.('customer', [...good, bad], all)
    assert.deepEqual(
      outcomes?.map(({ kind }) => kind),
      ['written', 'written', 'written', 'refused'],
    )
    assert.match(JSON.stringify(outcomes?.[3]), /"nonsense\\" for party .* is not valid/)
    assert.equal(creates(), 1 + 1 + 4)
  })

  test('without a name, with a number of its own or an unknown list item is refused, naming the field', async () => {
    const drafts = [{ PHONE: '1' }, { NAME: 'A', NUMBER2: '7' }, { NAME: 'A', COUNTRY: '99999' }]
    const outcomes = await (await signIn()).write?.(
      'customer',
      drafts.map((fields) => newOne(fields)),
      all,
    )
    const told = outcomes?.map((outcome) => (outcome.kind === 'refused' ? outcome.field : outcome.kind))
    assert.deepEqual(told, ['NAME', 'NUMBER2', 'COUNTRY'])
  })

  test('is unknown, not failed, when the answer of Tryton gets lost', async () => {
    const host = hostWith(async (url, init) => {
      const response = await fetch(url, init)
      if (methodOf(init) === 'model.party.party.create') throw new ConnectorError('unavailable', 'Timed out.')
      return response
    })
    const session = await signIn({}, host)
    const outcomes = await session.write?.('customer', [newOne({ NAME: 'Lost answer' })], all)
    assert.deepEqual(
      outcomes?.map(({ kind }) => kind),
      ['unknown'],
    )
    const { actors } = await session.search('customer', { text: 'Lost answer', limit: 5, fields: [] })
    assert.equal(actors.length, 1)
  })

  test('fails as unavailable when it was certainly not done', async () => {
    const refusedConnection = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    for (const failure of [
      () => Promise.reject(new TypeError('fetch failed', { cause: refusedConnection })),
      () => Promise.resolve(new Response('', { status: 429 })),
    ]) {
      const host = hostWith((url, init) =>
        methodOf(init).endsWith('.create') ? failure() : fetch(url, init),
      )
      const session = await signIn({}, host)
      await assert.rejects(async () => session.write?.('customer', [newOne({ NAME: 'Never' })], all), {
        kind: 'unavailable',
      })
    }
  })
})

describe('changing a customer', () => {
  test('changes what is sent and leaves the rest, line by line in the street too', async () => {
    const session = await signIn()
    const { key, version = '' } = await made(session, {
      NAME: 'Rest',
      PHONE: '1',
      POSTALAD1: 'A',
      POSTALAD2: 'B',
    })
    const [outcome] = await updated(session, {
      key,
      version,
      fields: { POSTALAD2: 'C', EMAIL: 'x@example.com' },
    })
    const { NAME, PHONE, POSTALAD1, POSTALAD2, EMAIL } = actorOf(outcome).fields
    assert.deepEqual([NAME, PHONE, POSTALAD1, POSTALAD2, EMAIL], ['Rest', '1', 'A', 'C', 'x@example.com'])
  })

  test('archives a phone number that is cleared and keeps it with the party', async () => {
    const session = await signIn()
    const { key } = await made(session, { NAME: 'Cleared', PHONE: '1', VATNO: 'NL004495445B01' })
    const [outcome] = await updated(session, { key, fields: { PHONE: null, VATNO: '' } })
    assert.deepEqual([actorOf(outcome).fields.PHONE, actorOf(outcome).fields.VATNO], [null, null])
    const kept = await tryton().call('model.party.contact_mechanism.search', [
      [
        ['party', '=', Number(key)],
        ['active', '=', false],
      ],
      0,
      null,
      null,
    ])
    assert.equal(list(kept).length, 1)
  })

  test('writes to the first number in use and leaves others alone', async () => {
    const contact_mechanisms = [
      [
        'create',
        [
          { type: 'phone', value: '1' },
          { type: 'phone', value: '2' },
        ],
      ],
    ]
    const [id] = await create('party.party', [{ name: 'Two phones', contact_mechanisms }])
    const session = await signIn()
    const [outcome] = await updated(session, { key: String(id), fields: { PHONE: '3' } })
    assert.equal(actorOf(outcome).fields.PHONE, '3')
    const numbers = await tryton().call('model.party.contact_mechanism.search_read', [
      [['party', '=', id]],
      0,
      null,
      [['id', 'ASC']],
      ['value'],
    ])
    assert.deepEqual(
      rows(numbers).map(({ value }) => value),
      ['3', '2'],
    )
  })

  test('replaces the category it shows and stays a customer', async () => {
    const categories = [['add', [tryton().premiumCategory]]]
    const [id] = await create('party.party', [{ name: 'Premium', categories }])
    const session = await signIn()
    const retail = String(tryton().retailCategory)
    const [outcome] = await updated(session, { key: String(id), fields: { CATEGORY: retail } })
    assert.equal(actorOf(outcome).fields.CATEGORY, retail)
    assert.ok((await readAll(session, 'customer')).keys.includes(String(id)))
  })

  test('is outdated when the party or one of its parts moved, and then nothing is written', async () => {
    const session = await signIn()
    const { key, version = '' } = await made(session, { NAME: 'Moved', PHONE: '1' })
    await tryton().call('model.party.contact_mechanism.create', [
      [{ party: Number(key), type: 'email', value: 'e@e.nl' }],
    ])
    const [outcome] = await updated(session, { key, version, fields: { NAME: 'Overwritten' } })
    assert.equal(outcome?.kind, 'outdated')
    const current = outcome?.kind === 'outdated' ? outcome.current.fields : {}
    assert.deepEqual([current.NAME, current.EMAIL], ['Moved', 'e@e.nl'])
  })

  test('is outdated when it moves between our reading and our writing', async () => {
    let moved = false
    const host = hostWith(async (url, init) => {
      if (methodOf(init).endsWith('.write') && !moved) {
        moved = true
        sql(
          `update party_party set name = 'Somebody else', write_date = '2033-01-01 00:00:00.000001' where id = ${key}`,
        )
      }
      return fetch(url, init)
    })
    const session = await signIn({}, host)
    const { key, version = '' } = await made(session, { NAME: 'Race' })
    const [outcome] = await updated(session, { key, version, fields: { NAME: 'Ours' } })
    assert.equal(outcome?.kind === 'outdated' && outcome.current.fields.NAME, 'Somebody else')
  })

  test('gives each of many its own outcome: written, outdated, refused and gone', async () => {
    const session = await signIn()
    const parties = await Promise.all(['A', 'B', 'C'].map((NAME) => made(session, { NAME })))
    const [a, b, c] = parties.map((party) => ({ key: party.key, version: party.version ?? '' }))
    assert.ok(a && b && c)
    await updated(session, { key: b.key, fields: { PHONE: '9' } })
    const outcomes = await updated(
      session,
      { ...a, fields: { NAME: 'A2' } },
      { ...b, fields: { NAME: 'B2' } },
      { ...c, fields: { NAME: 'C\tC' } },
      { key: '999999', fields: { NAME: 'D' } },
    )
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['written', 'outdated', 'refused', 'gone'],
    )
  })

  test('takes three calls for fifty: read, write, read back', async () => {
    const ids = await create(
      'party.party',
      Array.from({ length: 50 }, (_, n) => ({ name: `Many ${n}` })),
    )
    const { host, methods } = listeningHost()
    const session = await signIn({}, host)
    await session.describe()
    const before = methods.length
    const outcomes = await updated(
      session,
      ...ids.map((id) => ({ key: String(id), fields: { PHONE: `0${id}` } })),
    )
    assert.ok(outcomes.every(({ kind }) => kind === 'written'))
    const search = 'model.party.party.search_read'
    assert.deepEqual(
      methods.slice(before).filter((method) => !method.endsWith('fields_get')),
      [search, 'model.party.party.write', search],
    )
  })
})

function rows(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value : []
}

function list(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : []
}
