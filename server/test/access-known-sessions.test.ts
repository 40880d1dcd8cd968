import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, useWholeApp } from './whole-app.ts'

describe('a session that was used a moment ago', () => {
  const world = useWholeApp()
  const session = (cookie: string) => world.request('GET', '/api/v1/session', { cookie })
  const users = () => world.database.db.updateTable('appUser')
  const sessions = () => world.database.db.updateTable('userSession')

  async function used(name: string): Promise<string> {
    const cookie = await world.signedIn(name, 'user')
    assert.deepEqual([(await session(cookie)).status, (await session(cookie)).status], [200, 200])
    return cookie
  }

  test('ends at once when it is taken away in the database', async () => {
    const cookie = await used('ann')
    await world.database.db.deleteFrom('userSession').execute()

    assert.equal((await session(cookie)).status, 401)
  })

  test('ends at once when its time is over', async () => {
    const cookie = await used('ben')
    await sessions().set({ expiresAt: '2026-01-01T00:00:00Z' }).execute()

    assert.equal((await session(cookie)).status, 401)
  })

  test('is nobody’s at once when its user is disabled, and theirs again afterwards', async () => {
    const cookie = await used('cas')
    await users().set({ disabledAt: '2026-01-01T00:00:00Z' }).where('name', '=', 'cas').execute()
    assert.equal((await session(cookie)).status, 401)
    await users().set({ disabledAt: null }).where('name', '=', 'cas').execute()

    assert.equal((await session(cookie)).status, 200)
  })

  test('has the role of its user as it is now', async () => {
    const cookie = await used('dag')
    await users().set({ role: 'administrator' }).where('name', '=', 'dag').execute()
    const { user } = (await bodyOf(await session(cookie))) as unknown as { user: { role: string } }

    assert.equal(user.role, 'administrator')
  })

  test('lasts twelve hours from its last use', async () => {
    const cookie = await used('eva')
    const elevenHours = new Date(Date.now() + 11 * 3_600_000).toISOString()
    await sessions().set({ expiresAt: elevenHours }).execute()
    const answer = await session(cookie)

    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('set-cookie') ?? '', /Max-Age=43200/)
    const query = world.database.db.selectFrom('userSession').select('expiresAt').orderBy('expiresAt', 'desc')
    const { expiresAt } = await query.executeTakeFirstOrThrow()
    assert.ok(Date.parse(expiresAt) > Date.now() + 11.9 * 3_600_000)
  })

  test('is not opened by its cookie with another signature', async () => {
    const cookie = await used('fay')
    const forged = `${cookie.slice(0, -6)}${cookie.at(-6) === 'A' ? 'B' : 'A'}${cookie.slice(-5)}`

    assert.equal((await session(forged)).status, 401)
  })
})
