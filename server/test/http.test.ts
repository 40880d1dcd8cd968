import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { bodyOf, useWholeApp } from './whole-app.ts'

const world = useWholeApp()
const get = (path: string, headers: Record<string, string> = {}) => world.request('GET', path, { headers })

describe('every answer', () => {
  const answers: readonly (readonly [what: string, method: string, path: string, status: number])[] = [
    ['an answer', 'GET', '/api/v1/health', 200],
    ['a refusal', 'GET', '/api/v1/session', 401],
    ['an unknown address of the API', 'GET', '/api/v1/nothing', 404],
    ['an unknown method', 'PROPFIND', '/api/v1/health', 405],
    ['a method the address does not have', 'DELETE', '/api/v1/health', 405],
    ['the page', 'GET', '/', 200],
    ['a screen of the page', 'GET', '/companies/7', 200],
    ['a file', 'GET', '/assets/index-abc123.js', 200],
    ['a file that is not there', 'GET', '/assets/gone.js', 404],
    ['a post outside the API', 'POST', '/companies', 404],
    ['the docs', 'GET', '/api/v1/docs', 200],
    ['metrics from elsewhere', 'GET', '/metrics', 404],
  ]
  for (const [what, method, path, status] of answers) {
    test(`has the headers that protect it: ${what}`, async () => {
      const { status: actual, headers } = await world.request(method, path)

      assert.equal(actual, status)
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w+/=]{24}'; /)
      assert.doesNotMatch(policy, /unsafe|\*|https?:/)
      assert.match(policy, /frame-ancestors 'none'$/)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin')
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
      assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/)
      assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
      assert.equal(headers.get('access-control-allow-origin'), null)
      const immutable = path === '/assets/index-abc123.js'
      assert.equal(
        headers.get('cache-control'),
        immutable ? 'public, max-age=31536000, immutable' : 'no-store',
      )
    })
  }
})

describe('a problem', () => {
  test('is a problem document with a code, a title in the language of the browser and the request id', async () => {
    const answer = await get('/api/v1/nothing', { 'accept-language': 'nl' })

    assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    assert.deepEqual(await bodyOf(answer), {
      type: 'urn:koppel:problem:notFound',
      title: 'Dit bestaat niet, of u hebt er geen toegang toe.',
      status: 404,
      code: 'notFound',
      requestId: answer.headers.get('x-request-id'),
      faults: [],
    })
  })

  test('names each part of a request that does not fit', async () => {
    const answer = await world.request('POST', '/api/v1/setup', { body: { token: 1, name: 'Ann' } })

    const problem = await bodyOf(answer)
    assert.deepEqual([answer.status, problem.code], [400, 'malformedRequest'])
    assert.deepEqual(problem.faults.map(({ at }: { at: string }) => at).sort(), [
      'email',
      'password',
      'token',
    ])
  })

  test('is told for JSON that is none', async () => {
    const answer = await world.request('POST', '/api/v1/setup', { body: '{"token":' })

    assert.deepEqual([answer.status, (await bodyOf(answer)).code], [400, 'malformedRequest'])
  })

  test('is told for a method the address does not have, with those it has', async () => {
    const answer = await world.request('DELETE', '/api/v1/setup')

    assert.equal(answer.status, 405)
    assert.equal(answer.headers.get('allow'), 'GET, HEAD, POST')
    assert.equal((await bodyOf(answer)).code, 'methodNotAllowed')
  })

  test('is told for a body of more than a megabyte', async () => {
    const body = JSON.stringify({ token: 'x'.repeat(1024 * 1024) })
    const headers = { 'content-length': String(body.length) }
    const answers = [
      await world.request('POST', '/api/v1/setup', { body, headers }),
      await world.request('POST', '/api/v1/setup', { body, headers: { 'transfer-encoding': 'chunked' } }),
    ]

    for (const answer of answers)
      assert.deepEqual([answer.status, (await bodyOf(answer)).code], [413, 'tooLarge'])
  })
})

describe('a request that changes something', () => {
  const signOut = (headers: Record<string, string>) =>
    world.ready().app.request('http://koppel.example/api/v1/auth/sign-out', { method: 'POST', headers })
  const setUp = (headers: Record<string, string>) =>
    world.ready().app.request('http://koppel.example/api/v1/setup', { method: 'POST', headers, body: '{}' })

  for (const [what, headers] of [
    ['from our own page', { 'sec-fetch-site': 'same-origin' }],
    ['typed by the user', { 'sec-fetch-site': 'none' }],
    ['with our origin', { origin: 'http://koppel.example' }],
    ['with the origin of the host it is sent to', { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' }],
  ] as const) {
    test(`is taken ${what}`, async () => {
      assert.equal((await signOut(headers)).status, 204)
    })
  }

  for (const [what, headers] of [
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sister site', { 'sec-fetch-site': 'same-site', origin: 'http://koppel.example' }],
    ['from another origin', { origin: 'https://evil.example' }],
    ['from nowhere', { origin: 'null' }],
    ['without a word about where from', {}],
  ] as const) {
    test(`is refused ${what}`, async () => {
      const answer = await signOut(headers)

      assert.deepEqual([answer.status, (await bodyOf(answer)).code], [403, 'crossSite'])
    })
  }

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    test(`is refused when its body is ${type}`, async () => {
      const headers = { 'sec-fetch-site': 'same-origin', 'content-type': type, 'content-length': '2' }
      const answer = await setUp(headers)

      assert.deepEqual([answer.status, (await bodyOf(answer)).code], [415, 'notJson'])
    })
  }

  test('cannot be dressed as another method', async () => {
    const answer = await world.request('GET', '/api/v1/auth/sign-out', {
      headers: { 'x-http-method-override': 'POST' },
    })

    assert.equal(answer.status, 405)
  })
})

describe('the web', () => {
  test('is one page for every address that is no file, with the nonce of its policy', async () => {
    const answer = await get('/settings/sync?tab=1')

    const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
    assert.equal(await answer.text(), `<html><meta name="csp-nonce" content="${nonce}">page</html>`)
  })

  test('has another nonce each time', async () => {
    const policies = [await get('/'), await get('/')].map(({ headers }) =>
      headers.get('content-security-policy'),
    )

    assert.notEqual(policies[0], policies[1])
  })

  test('serves its files with their type', async () => {
    assert.equal((await get('/favicon.svg')).headers.get('content-type'), 'image/svg+xml')
    assert.match(
      (await get('/assets/index-abc123.js')).headers.get('content-type') ?? '',
      /^text\/javascript/,
    )
  })

  for (const path of [
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/%00',
    '/%E0%A4%A',
  ]) {
    test(`serves nothing outside its folder: ${path}`, async () => {
      assert.doesNotMatch(await (await get(path)).text(), /outside/)
    })
  }
})

describe('the document of the API', () => {
  test('is OpenAPI 3.1 with every area and who may call each route', async () => {
    const document = await bodyOf(await get('/api/v1/openapi.json'))

    assert.equal(document.openapi, '3.1.0')
    assert.equal(document.info.version, '1.2.3')
    for (const path of ['/session', '/records/{recordType}', '/connections', '/engine', '/events']) {
      assert.ok(document.paths[`/api/v1${path}`], path)
    }
    assert.equal(document.paths['/api/v1/users'].get['x-access'], 'administrator')
  })

  test('is a page to read, without scripts', async () => {
    const page = await (await get('/api/v1/docs')).text()

    assert.match(page, /<b>GET<\/b> \/api\/v1\/session/)
    assert.match(page, /<style nonce="[\w+/=]{24}">/)
    assert.doesNotMatch(page, /<script| style="| on\w+="/)
  })
})

test('while the database is away, requests are told to come again, and are served once it is back', async () => {
  const { database } = world
  const cookie = await world.signedIn('zoe', 'user')
  const url = new URL(database.url)
  const name = url.pathname.slice(1)
  url.pathname = '/postgres'
  const administrator = new pg.Client({ connectionString: url.href })
  await administrator.connect()
  const allow = (yes: boolean) => administrator.query(`alter database ${name} with allow_connections ${yes}`)
  try {
    await allow(false)
    await administrator.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      name,
    ])

    for (const path of ['/api/v1/health', '/api/v1/session']) {
      const answer = await world.request('GET', path, { cookie })
      assert.deepEqual([path, answer.status, (await bodyOf(answer)).code], [path, 503, 'databaseUnavailable'])
      assert.equal(answer.headers.get('retry-after'), '2')
    }
  } finally {
    await allow(true)
    await administrator.end()
  }
  assert.equal((await world.request('GET', '/api/v1/session', { cookie })).status, 200)
})

test('whoever waits too long for what others hold is told to come again, and nothing is changed', async () => {
  const { pool } = world.database
  const cookie = await world.signedIn('yara', 'user')
  await pool.query(`
    create function wait_impatiently() returns trigger language plpgsql as $$ begin
      perform set_config('lock_timeout', '50ms', true), pg_advisory_xact_lock(4711);
      return null;
    end $$;
    create trigger impatient before insert on company for each statement execute function wait_impatiently();`)
  const body = { fields: { name: 'Impatient & Sons' } }
  const add = () => world.request('POST', '/api/v1/records/company', { cookie, body })
  const holder = await pool.connect()
  try {
    await holder.query('select pg_advisory_lock(4711)')
    const refused = await add()

    assert.deepEqual([refused.status, (await bodyOf(refused)).code], [503, 'databaseBusy'])
    assert.equal(refused.headers.get('retry-after'), '2')
  } finally {
    await holder.query('select pg_advisory_unlock(4711)')
    holder.release()
  }
  const { rows } = await pool.query('select 1 from company where name = $1', [body.fields.name])
  assert.deepEqual(rows, [])
  assert.equal((await add()).status, 200)
})
