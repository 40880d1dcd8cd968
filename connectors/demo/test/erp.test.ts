import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Outcome } from '@koppel/sdk'
import { type DemoErp, type DemoErpOptions, startDemoErp } from '../src/erp/index.ts'
import { demo } from '../src/index.ts'

async function running(
  work: (erp: DemoErp) => Promise<void>,
  options: Partial<DemoErpOptions> = {},
): Promise<void> {
  const erp = await startDemoErp({ port: 0, dataFile: ':memory:', ...options })
  try {
    await work(erp)
  } finally {
    await erp.close()
  }
}

function signIn(erp: Pick<DemoErp, 'url'>, changed: { url?: string; administration?: string } = {}) {
  const settings = { url: erp.url, user: 'koppel', password: 'demo', administration: 'main', ...changed }
  return demo.connect(settings, {
    fetch,
    log: () => undefined,
    now: Date.now,
    signal: new AbortController().signal,
  })
}

function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  }
}

describe('a record', () => {
  test('is refused with the field and the reason in Dutch and English when a value does not fit', () =>
    running(async (erp) => {
      const outcome = (fields: Record<string, string | number | null>) =>
        erp.edit('customer', 'K10001', fields)
      const fieldOf = (one: Outcome | undefined) => (one?.kind === 'refused' ? one.field : one?.kind)

      assert.deepEqual(outcome({ NAME: 'x'.repeat(101) }), {
        kind: 'refused',
        field: 'NAME',
        reason: {
          en: 'Name may have at most 100 characters, and has 101.',
          nl: 'Naam mag hoogstens 100 tekens hebben, en heeft er 101.',
        },
      })
      assert.equal(fieldOf(outcome({ NAME: null })), 'NAME')
      assert.equal(fieldOf(outcome({ COUNTRY: 'XX' })), 'COUNTRY')
      assert.equal(fieldOf(outcome({ CREDIT_LIMIT: '1.005' })), 'CREDIT_LIMIT')
      assert.equal(fieldOf(outcome({ CUSTOMER_SINCE: '2026-02-30' })), 'CUSTOMER_SINCE')
      assert.equal(fieldOf(outcome({ EMPLOYEES: 1.5 })), 'EMPLOYEES')
      assert.equal(fieldOf(outcome({ BALANCE: '1.00' })), 'BALANCE')
      assert.equal(fieldOf(outcome({ __proto__x: 'y' })), '__proto__x')
    }))

  test('keeps a list item that is no longer in use, and cannot be given it anew', () =>
    running(async (erp) => {
      const session = await signIn(erp)
      const find = async (operator: 'oneOf' | 'notOneOf') => {
        const criteria = [{ field: 'CATEGORY', operator, values: ['old'] }]
        const { actors } = await session.search('customer', { criteria, limit: 1, fields: [] })
        return actors[0]?.key ?? ''
      }
      assert.equal(
        erp.edit('customer', await find('oneOf'), { CATEGORY: 'old', PHONE: '1' })?.kind,
        'written',
      )
      assert.equal(erp.edit('customer', await find('notOneOf'), { CATEGORY: 'old' })?.kind, 'refused')
    }))

  test('takes its persons with it when it is deleted', () =>
    running(async (erp) => {
      const session = await signIn(erp)
      const parent = { type: 'customer', key: 'K10001' } as const
      const { actors } = await session.search('person', { parent, limit: 10, fields: [] })
      assert.ok(actors.length > 0)

      assert.equal(erp.remove('customer', 'K10001'), true)

      assert.deepEqual(
        await session.get(
          'person',
          actors.map(({ key }) => key),
          [],
        ),
        [],
      )
      assert.equal(erp.remove('customer', 'K10001'), false)
    }))

  test('of one administration is not seen in another', () =>
    running(async (erp) => {
      const session = await signIn(erp, { administration: 'practice' })
      assert.equal((await session.search('customer', { limit: 1, fields: [] })).total, 0)
      assert.deepEqual(await session.get('customer', ['K10001'], []), [])
    }))
})

describe('made-up customers', () => {
  test('are the same for the same seed', async () => {
    const names = async (seed: number) => {
      const found: unknown[] = []
      await running(async (erp) => {
        for (const key of erp.generate(50, { seed }))
          found.push(erp.read('customer', key, ['NAME', 'PHONE', 'CREDIT_LIMIT']))
      })
      return found.map((actor) => (actor as { fields: unknown }).fields)
    }
    assert.deepEqual(await names(7), await names(7))
    assert.notDeepEqual(await names(7), await names(8))
  })
})

describe('the API', () => {
  test('answers 401 without the right user and password', () =>
    running(async (erp) => {
      const answer = await fetch(`${erp.url}/api/main`)
      assert.equal(answer.status, 401)
      assert.match(await answer.text(), /"product":"Demo ERP"/)
    }))

  test('answers a malformed request with 400 and changes nothing', () =>
    running(async (erp) => {
      const authorization = `Basic ${btoa('koppel:demo')}`
      const send = async (path: string, init: RequestInit) =>
        (await fetch(`${erp.url}/api/main/${path}`, init)).status
      assert.equal(
        await send('actors/customer/search', { ...json({}, { authorization }), body: '{"limit":' }),
        400,
      )
      assert.equal(await send('actors/customer/search', json({ limit: 0 }, { authorization })), 400)
      assert.equal(
        await send('actors/customer/changes', json({ limit: 1, cursor: 7 }, { authorization })),
        400,
      )
      assert.equal(await send('actors/customer', json({ drafts: [{ id: 'x' }] }, { authorization })), 400)
      assert.equal(
        await send(
          'actors/customer/search',
          json(
            { limit: 5, criteria: [{ field: 'TEXT', operator: 'contains', values: ['a'] }] },
            { authorization },
          ),
        ),
        400,
      )
      assert.equal(await send('actors/constructor/search', json({ limit: 5 }, { authorization })), 404)
      assert.equal(await send('lists/constructor', { headers: { authorization } }), 404)
    }))

  test('tells the connector that nobody knows whether a write without an answer was taken', async () => {
    let broken = false
    await running(
      async (erp) => {
        const session = await signIn(erp)
        broken = true
        const draft = { kind: 'create', id: 'once', fields: { NAME: 'Made once' } } as const
        const [outcome] = (await session.write?.('customer', [draft], [])) ?? []
        broken = false
        assert.equal(outcome?.kind, 'unknown')

        const made = await session.created?.('customer', ['once'], ['NAME'])
        assert.equal(made?.get('once')?.fields.NAME, 'Made once')
      },
      { disturb: () => (broken ? 'unanswered' : undefined) },
    )
  })

  test('tells the connector how long to leave it alone', () =>
    running(
      async (erp) => {
        await assert.rejects(signIn(erp), { name: 'ConnectorError', kind: 'unavailable', retryAfter: 2000 })
      },
      { disturb: () => ({ status: 503, retryAfter: '2' }) },
    ))
})

describe('the page', () => {
  test('may be used by itself and not by another site', () =>
    running(async (erp) => {
      const search = (headers: Record<string, string>) =>
        fetch(`${erp.url}/page/main/actors/customer/search`, json({ limit: 1 }, headers))
      assert.equal((await search({ 'sec-fetch-site': 'same-origin' })).status, 200)
      assert.equal((await search({ 'sec-fetch-site': 'cross-site' })).status, 403)
      assert.equal((await search({ 'content-type': 'text/plain' })).status, 415)
    }))

  test('hears at once of a change made through the connector', () =>
    running(async (erp) => {
      const events = await fetch(`${erp.url}/page/events`)
      const session = await signIn(erp)
      await session.write?.('customer', [{ kind: 'update', key: 'K10002', fields: { PHONE: '1' } }], [])

      let heard = ''
      for await (const chunk of events.body ?? []) {
        heard += Buffer.from(chunk).toString()
        if (heard.includes('data:')) break
      }
      assert.match(heard, /"type":"customer","keys":\["K10002"\],"by":"koppel"/)
    }))
})

test('closes at once, also with a page listening', async () => {
  const erp = await startDemoErp({ port: 0, dataFile: ':memory:' })
  const events = await fetch(`${erp.url}/page/events`)
  await erp.close()
  for await (const _ of events.body ?? []);
  await assert.rejects(fetch(erp.url))
})

test('after kill -9 the data, the numbers and the cursors are still good', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-erp-'))
  const dataFile = join(folder, 'erp.sqlite')
  const script = `
    import { startDemoErp } from ${JSON.stringify(new URL('../src/erp/index.ts', import.meta.url).href)}
    const erp = await startDemoErp({ port: 0, dataFile: ${JSON.stringify(dataFile)} })
    console.log(erp.url)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script])
  const [url] = await once(child.stdout, 'data')
  const session = await signIn({ url: String(url).trim() })
  const [outcome] =
    (await session.write?.('customer', [{ kind: 'create', id: 'a', fields: { NAME: 'Survivor' } }], [])) ?? []
  const cursor = (
    await Array.fromAsync(session.changes('customer', undefined, { fields: [], pageSize: 500 }))
  ).at(-1)?.cursor
  child.kill('SIGKILL')
  await once(child, 'exit')

  await running(
    async (erp) => {
      assert.ok(outcome?.kind === 'written')
      assert.equal(erp.read('customer', outcome.actor.key, ['NAME'])?.fields.NAME, 'Survivor')
      const [next] = erp.generate(1)
      assert.equal(next, `K${Number(outcome.actor.key.slice(1)) + 1}`)
      const again = await signIn(erp)
      const [page] = await Array.fromAsync(again.changes('customer', cursor, { fields: [], pageSize: 500 }))
      assert.deepEqual(
        page?.actors.map(({ key }) => key),
        [next],
      )
    },
    { dataFile },
  )
  await rm(folder, { recursive: true })
})
