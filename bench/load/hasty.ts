import { Agent, request } from 'undici'
import type { World } from './world.ts'

/** One person whose program asks again as soon as it is answered, fifty times beside each other. */
export function askWithoutEnd({ url, hasty }: World): { told(): string } & AsyncDisposable {
  const agent = new Agent({ connections: 50 })
  const answers = new Map<number, number>()
  const began = performance.now()
  let over = false

  const one = async () => {
    while (!over) {
      const status = await request(`${url}/api/v1/records/company?q=jan`, {
        dispatcher: agent,
        headers: { cookie: hasty },
      }).then(
        async ({ statusCode, body }) => {
          await body.dump()
          return statusCode
        },
        () => 0,
      )
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  const all = Array.from({ length: 50 }, one)
  return {
    told() {
      const seconds = (performance.now() - began) / 1_000
      const each = [...answers].map(([status, n]) => `${status}: ${(n / seconds).toFixed(0)} a second`)
      return each.join(', ')
    },
    async [Symbol.asyncDispose]() {
      over = true
      await Promise.all(all)
      await agent.close()
    },
  }
}
