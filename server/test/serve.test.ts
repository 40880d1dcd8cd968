import assert from 'node:assert/strict'
import { Agent, get, type IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { serve } from '../src/http/serve.ts'

test('a server that closes answers what is asked, and lets nobody keep it by asking on', async () => {
  const answer = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const fetch = async () => {
    asked.resolve()
    await answer.promise
    return new Response('answered')
  }
  const server = await serve({ fetch }, { host: '127.0.0.1', port: 0 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port: server.port, agent }, (response) => {
        response.resume().on('end', () => resolve(response))
      }).on('error', reject)
    })

  const first = ask()
  await asked.promise
  // Waits for the first on the same connection.
  const second = ask()
  const third = ask().catch((error: NodeJS.ErrnoException) => error.code)
  const closed = server.close(20_000)
  answer.resolve()

  assert.equal((await first).statusCode, 200)
  assert.equal((await second).headers.connection, 'close')
  await closed
  assert.equal(await third, 'ECONNREFUSED')
  agent.destroy()
})
