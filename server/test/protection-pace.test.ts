import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pacedHost } from '../src/erp/call-pace.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'
import { openStore } from '../src/store/index.ts'
import { nextCall, paceOf } from '../src/sync/index.ts'
import { connect, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()
const perMinute = 600

test('two processes together make no more calls a minute than the administrator allows', async () => {
  const connectionId = await connect(world)
  await world.db.db.insertInto('protection').values({ connectionId, callsPerMinute: perMinute }).execute()
  const stores = [world.db.store, openStore({ url: world.db.url })]
  const policy = networkPolicy(['127.0.0.0/8'])
  const hosts = stores.map((store) => {
    const host = createHost({ policy, log: () => undefined, signal: new AbortController().signal })
    return pacedHost(host, store, connectionId, perMinute)
  })
  world.calls.length = 0

  const at: number[] = []
  for (let batch = 0; batch < 40; batch += 1) {
    await Promise.all(
      [...hosts, ...hosts].map(async (host) => {
        await host.fetch(`${world.erp.url}/api`)
        at.push(performance.now())
      }),
    )
  }
  for (const host of hosts) await host.close()
  await stores[1]?.close()

  const pace = paceOf(perMinute)
  let due = at[0] ?? 0
  for (const [nth, ended] of at.entries()) {
    // As if all of them had been wanted at once; the first one began before it ended.
    const next = nextCall(pace, due, at[0] ?? 0)
    due = next.due
    assert.ok(ended >= next.at - 250, `call ${nth} ended ${Math.round(next.at - ended)} ms too early`)
  }
  assert.equal(at.length, 160)
  assert.ok((at.at(-1) ?? 0) - (at[0] ?? 0) < 30_000, 'nobody waits longer than the limit asks')
})
