import assert from 'node:assert/strict'
import { eventually } from '../eventually.ts'
import { cookieOf, fromOurPages } from '../whole-app.ts'

/** Somebody signed in to the program at this address, once it answers. */
export async function signedInAt(origin: string, who: { readonly email: string; readonly password: string }) {
  const url = `${origin}/api/v1`
  await eventually(async () => assert.equal((await fetch(`${url}/health`)).status, 200), 30_000)
  const signIn = async () =>
    await fetch(`${url}/auth/sign-in/email`, {
      method: 'POST',
      headers: fromOurPages,
      body: JSON.stringify(who),
    })
  const cookie = cookieOf(await signIn())
  const get = async (path: string) => await fetch(url + path, { headers: { cookie } })
  return {
    signIn,
    get,
    async json(path: string): Promise<unknown> {
      const answer = await get(path)
      assert.equal(answer.status, 200, path)
      return await answer.json()
    },
    post: async (path: string, body: unknown) =>
      await fetch(url + path, {
        method: 'POST',
        headers: { ...fromOurPages, cookie },
        body: JSON.stringify(body),
      }),
  }
}
