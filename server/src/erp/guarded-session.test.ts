import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Actor, ConnectorError, type ErpSession, type Page } from '@koppel/sdk'
import { ConnectorFault } from './failure.ts'
import { guardedSession, sessionIn } from './guarded-session.ts'
import { veiledLog, veilOf } from './veil.ts'

const secret = 'p@ss wörd "1"'
const never = () => new Promise<never>(() => undefined)
const good = { key: '7', title: 'Nordlicht', fields: { NAME: 'Nordlicht' } }

/** A session that answers like this, as the server may use it. */
function guarded(answers: object, signal = new AbortController().signal): ErpSession {
  const whole = { describe: never, changes: never, get: never, search: never, ...answers }
  return guardedSession(whole as never, {
    signal,
    behalf: { connectionId: 1, veil: veilOf([secret]) },
    release: async () => undefined,
  })
}

const reading = { fields: ['NAME'], pageSize: 100 }

async function pagesOf(session: ErpSession): Promise<Page[]> {
  const pages: Page[] = []
  for await (const page of session.changes('customer', undefined, reading)) pages.push(page)
  return pages
}

function changing(...pages: unknown[]) {
  return {
    async *changes() {
      yield* pages
    },
  }
}

/** It is refused as a fault of the connector, in a sentence that says this. */
async function fault(answer: Promise<unknown>, says: RegExp): Promise<void> {
  await assert.rejects(answer, (error) => {
    assert.ok(error instanceof ConnectorFault, String(error))
    assert.match(error.message, says)
    return true
  })
}

describe('what a connector answers', () => {
  test('passes when it keeps the contract, without the fields nobody asked for', async () => {
    const page = {
      actors: [{ ...good, fields: { NAME: 'Nordlicht', IBAN: 'NL00' }, more: 1 }],
      cursor: 'c',
      x: 1,
    }
    assert.deepEqual(await pagesOf(guarded(changing(page))), [{ actors: [good], cursor: 'c' }])
  })

  test('may leave a field out, which is not the same as blank', async () => {
    const actors = [{ ...good, fields: { NAME: undefined } }]
    const [page] = await pagesOf(guarded(changing({ actors, cursor: 'c' })))
    assert.deepEqual(page?.actors[0]?.fields, {})
  })

  const badPages: readonly (readonly [what: string, page: unknown, says: RegExp])[] = [
    ['nothing', undefined, /undefined as a page of changes/],
    ['no actors', { cursor: 'c' }, /undefined as actors of a page/],
    ['no cursor', { actors: [] }, /undefined as cursor of a page/],
    ['a cursor that cannot be stored', { actors: [], cursor: 'a\0' }, /cursor of a page/],
    ['a number for a key', { actors: [{ ...good, key: 7 }], cursor: 'c' }, /7 as the key of an actor/],
    ['an empty key', { actors: [{ ...good, key: '' }], cursor: 'c' }, /"" as the key of an actor/],
    ['no fields', { actors: [{ key: '7', title: '' }], cursor: 'c' }, /undefined as fields of actor 7/],
    ['NaN', { actors: [{ ...good, fields: { NAME: Number.NaN } }], cursor: 'c' }, /NaN as NAME of actor 7/],
    [
      'an object for a value',
      { actors: [{ ...good, fields: { NAME: {} } }], cursor: 'c' },
      /NAME of actor 7/,
    ],
    [
      'a time that is none',
      { actors: [{ ...good, modifiedAt: 'today' }], cursor: 'c' },
      /modifiedAt of actor 7/,
    ],
    ['more than a page', { actors: Array(10_001).fill(good), cursor: 'c' }, /10001 as actors of a page/],
  ]
  for (const [what, page, says] of badPages) {
    test(`is a fault when a page has ${what}`, () => fault(pagesOf(guarded(changing(page))), says))
  }

  test('is a fault when changes are no pages at all', () =>
    fault(pagesOf(guarded({ changes: () => 5 })), /no pages/))

  test('is a fault when it is another actor than the one asked for', () =>
    fault(guarded({ get: async () => [good] }).get('customer', ['007'], ['NAME']), /"7" as the key/))

  test('is a fault when there are more hits than asked for', () => {
    const search = async () => ({ actors: [good, good] })
    return fault(guarded({ search }).search('customer', { limit: 1, fields: [] }), /2 as actors of the hits/)
  })

  test('is a fault when a draft has no outcome', () => {
    const draft = { kind: 'update', key: '7', fields: {} } as const
    return fault(
      guarded({ write: async () => [] }).write?.('customer', [draft], []) ?? never(),
      /one for each of 1/,
    )
  })

  const field = { key: 'NAME', label: 'Name', type: 'text' }
  const described = (...fields: object[]) => [{ type: 'customer', capabilities: {}, fields }]
  const badDescriptions: readonly (readonly [what: string, types: unknown, says: RegExp])[] = [
    [
      'an unknown actor type',
      [{ type: 'invoice', capabilities: {}, fields: [] }],
      /"invoice" as an actor type/,
    ],
    ['an actor type twice', [...described(), ...described()], /"customer" as actor types/],
    ['a field twice', described(field, field), /"NAME" as fields of customer/],
    ['an unknown field type', described({ ...field, type: 'money' }), /"money" as type of NAME of customer/],
    ['a label that is no text', described({ ...field, label: { nl: 'Naam' } }), /label of NAME of customer/],
    ['a length below nothing', described({ ...field, maxLength: -1 }), /-1 as maxLength/],
    [
      'a field named __proto__',
      described({ ...field, key: '__proto__' }),
      /"__proto__" as the key of a field/,
    ],
    ['a field named constructor', described({ ...field, key: 'constructor' }), /"constructor" as the key/],
  ]
  for (const [what, types, says] of badDescriptions) {
    test(`is a fault when the description has ${what}`, () =>
      fault(guarded({ describe: async () => types }).describe(), says))
  }

  test('is a fault when signing in gives no session', () => {
    assert.throws(() => sessionIn(undefined), /a session without describe/)
    assert.throws(
      () => sessionIn({ describe: never, changes: never, get: never, search: never, write: 1 }),
      /a write/,
    )
  })
})

describe('a call', () => {
  test('that never answers ends when nobody waits any more, and so does the session', async () => {
    const leaving = new AbortController()
    const stuck = guarded({ get: never, close: async () => undefined }, leaving.signal)
    const answer: Promise<readonly Actor[]> = stuck.get('customer', ['7'], [])
    leaving.abort()
    await assert.rejects(answer, (error) => error instanceof ConnectorError && error.kind === 'unavailable')
    await stuck.close?.()
  })

  const odd: readonly unknown[] = [
    undefined,
    null,
    5,
    'text',
    Object.create(null),
    new Error('x'.repeat(5_000_000)),
    7n,
  ]
  for (const thrown of odd) {
    test(`that throws ${typeof thrown} ${thrown instanceof Error ? 'of five megabytes' : ''} fails in few words`, async () => {
      const session = guarded({
        describe: async () => {
          throw thrown
        },
      })
      await fault(session.describe(), /^.{0,2100}$/s)
    })
  }

  test('that fails with an unknown kind of error is a fault', async () => {
    const error = new ConnectorError('cosmic' as never, 'no')
    await fault(guarded({ describe: () => Promise.reject(error) }).describe(), /no/)
  })
})

describe('a secret', () => {
  const base64 = Buffer.from(secret).toString('base64')
  const told = `${secret} ${JSON.stringify(secret)} ${encodeURIComponent(secret)} ${base64}`
  const parts = [secret, 'wörd', 'w%C3%B6rd', base64]

  test('is in no failure, whatever its spelling', async () => {
    const errors = [
      new Error(told),
      new ConnectorError('unauthorized', { en: told, nl: told }, { detail: told }),
      { told },
      `Authorization: Basic ${Buffer.from(`koppel:${secret}`).toString('base64')}`,
    ]
    for (const error of errors) {
      const failure = await guarded({ describe: () => Promise.reject(error) })
        .describe()
        .catch((thrown: unknown) => thrown)
      assert.ok(failure instanceof Error)
      const shown = `${JSON.stringify(failure)} ${failure.message} ${failure.stack} ${failure.cause}`
      for (const part of parts) assert.ok(!shown.includes(part), shown)
      assert.match(shown, /•••/)
    }
  })

  test('is in no line a connector logs', () => {
    const lines: unknown[] = []
    veiledLog(veilOf([secret]), (...line) => lines.push(line))(told, { deep: [{ told }] })
    for (const part of parts) assert.ok(!JSON.stringify(lines).includes(part))
  })
})
