import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { useWholeApp } from './whole-app.ts'

const cookies: Record<'administrator' | 'user' | 'readOnly', string> = {
  administrator: '',
  user: '',
  readOnly: '',
}

const world = useWholeApp({
  prepare: async () => {
    for (const role of ['administrator', 'user', 'readOnly'] as const) {
      cookies[role] = await world.signedIn(role, role)
    }
  },
})

interface Route {
  readonly method: string
  readonly path: string
  readonly access: unknown
}

/** What the document says of each route the router really has. */
function routes(): readonly Route[] {
  const { app } = world.ready()
  const { paths = {} } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } })
  const served = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
  const unique = new Map(served.map(({ method, path }) => [`${method} ${path}`, { method, path }]))
  return [...unique.values()].map(({ method, path }) => {
    const documented = path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')
    const operation = Object.entries(paths[documented] ?? {}).find(
      ([key]) => key === method.toLowerCase(),
    )?.[1]
    return { method, path, access: operation?.['x-access'] }
  })
}

const ask = ({ method, path }: Route, cookie?: string) =>
  world.request(method, path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '999999'), {
    ...(cookie ? { cookie } : {}),
    ...(method === 'GET' ? {} : { body: {} }),
  })

const expectEach = async (
  access: readonly string[],
  cookie: string | undefined,
  check: (status: number) => boolean,
) => {
  const wrong: string[] = []
  for (const route of routes().filter((route) => access.includes(String(route.access)))) {
    const answer = await ask(route, cookie)
    await answer.body?.cancel()
    if (!check(answer.status)) wrong.push(`${route.method} ${route.path}: ${answer.status}`)
  }
  assert.deepEqual(wrong, [])
}

describe('every route of the API', () => {
  test('says in the document who may call it', () => {
    const silent = routes().filter(
      ({ access }) => !['public', 'reader', 'user', 'administrator'].includes(String(access)),
    )

    assert.ok(routes().length > 40, `${routes().length} routes`)
    assert.deepEqual(silent, [])
  })

  test('answers 401 to whoever is not signed in, unless it is public', async () => {
    await expectEach(['reader', 'user', 'administrator'], undefined, (status) => status === 401)
  })

  test('answers 403 to a user when it is for administrators', async () => {
    await expectEach(['administrator'], cookies.user, (status) => status === 403)
  })

  test('answers 403 to a read-only user when it changes records or settings', async () => {
    await expectEach(['user', 'administrator'], cookies.readOnly, (status) => status === 403)
  })

  test('does not answer 401 or 403 to an administrator for want of a role', async () => {
    // Signing out and changing passwords would end the session these questions are asked with.
    await expectEach(
      ['user', 'administrator'],
      cookies.administrator,
      (status) => ![401, 500].includes(status),
    )
  })

  test('that is public is one of a short list', () => {
    const open = routes().filter(({ access }) => access === 'public')

    assert.deepEqual(open.map(({ method, path }) => `${method} ${path}`).sort(), [
      'GET /api/v1/docs',
      'GET /api/v1/health',
      'GET /api/v1/openapi.json',
      'GET /api/v1/setup',
      'POST /api/v1/auth/access-link',
      'POST /api/v1/auth/password',
      'POST /api/v1/auth/sign-in/email',
      'POST /api/v1/auth/sign-out',
      'POST /api/v1/setup',
    ])
  })
})
