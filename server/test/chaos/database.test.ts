import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../eventually.ts'
import { cookieOf, fromOurPages } from '../whole-app.ts'
import { useCluster } from './cluster.ts'
import { editBothSides, endOf, settled } from './ends.ts'
import { endProcessesAfterwards, freePort, startProgram, startWorker, stop, usualTimes } from './processes.ts'
import { TcpProxy } from './proxy.ts'
import { onlySide, type Stage } from './stage.ts'

endProcessesAfterwards()
const cluster = useCluster()
const email = 'ann@example.com'
const password = 'correct horse battery'

test('PostgreSQL that crashes again and again loses nothing, and no answer is an internal error', async (t) => {
  const stage = await cluster.stage({ links: 8 })
  const side = onlySide(stage)
  const port = await freePort()
  const admin = { KOPPEL_ADMIN_EMAIL: email, KOPPEL_ADMIN_PASSWORD: password, PORT: String(port) }
  const server = await startProgram(stage.store.url, 'server', admin)
  const worker = await startProgram(stage.store.url, 'worker')
  const url = `http://localhost:${port}/api/v1`
  try {
    await eventually(async () => assert.equal((await fetch(`${url}/health`)).status, 200), 30_000)
    const visitor = await startVisitor(url)
    for (let round = 0; round < 4; round += 1) {
      const asked = side.proxy.inject({ kind: 'delay', everyMs: 100, match: round % 2 ? /PATCH/ : /changes/ })
      await editBothSides(stage, side, ` ${round}`)
      await asked
      cluster.crash()
      const crashed = performance.now()
      await settled(stage, side)
      const took = performance.now() - crashed
      t.diagnostic(`everything was carried over ${(took / 1000).toFixed(1)} s after the crash`)
      assert.ok(took < 25_000, `${took} ms`)
    }
    const seen = await visitor.leave()
    t.diagnostic(JSON.stringify(seen))
    assert.deepEqual(
      Object.keys(seen.wrong),
      [],
      server
        .output()
        .match(/.*failed unexpectedly.*/g)
        ?.join('\n'),
    )
    assert.ok((seen.counts['503'] ?? 0) > 0)
    assert.doesNotMatch(worker.output() + server.output(), /"level":60/)
    await Promise.all([stop(worker), stop(server)])
  } finally {
    await stage.close()
  }
})

test('a COMMIT that nobody confirmed is neither lost nor done twice', async () => {
  const [undisturbed, disturbed] = [await endWith(0), await endWith(6)]
  assert.deepEqual(disturbed, undisturbed)
})

/** How the same edits end when the answer to so many COMMITs never comes. */
async function endWith(cuts: number) {
  const stage = await cluster.stage({ links: 8 })
  const side = onlySide(stage)
  const { proxy, through } = await proxied(stage)
  const worker = startWorker(through, { times: usualTimes })
  try {
    await settled(stage, side)
    // The length of the message, then the statement.
    if (cuts > 0) void proxy.inject({ kind: 'cutAnswer', match: /Q[\s\S]{4}commit\0/, times: cuts })
    await editBothSides(stage, side)
    await settled(stage, side)
    await stop(worker)
    return await endOf(stage, side)
  } finally {
    await proxy.close()
    await stage.close()
  }
}

test('connections to PostgreSQL that fall silent are given up within thirty seconds', async (t) => {
  const stage = await cluster.stage({ links: 4 })
  const side = onlySide(stage)
  const { proxy, through } = await proxied(stage)
  try {
    const worker = startWorker(through, { times: usualTimes })
    await editBothSides(stage, side)
    await settled(stage, side)
    assert.ok(proxy.freeze() > 2)
    const since = performance.now()
    await editBothSides(stage, side, ' after')
    await settled(stage, side)
    const took = performance.now() - since
    t.diagnostic(`healed after ${(took / 1000).toFixed(1)} s`)
    assert.ok(took < 30_000, `${took} ms`)
    await stop(worker)
  } finally {
    await proxy.close()
    await stage.close()
  }
})

async function proxied(stage: Stage) {
  const proxy = await TcpProxy.before(stage.store.url)
  return { proxy, through: proxy.through(stage.store.url) }
}

/** Somebody signed in who goes on clicking, everywhere a click needs nothing but an address. */
async function startVisitor(url: string) {
  const signIn = () =>
    fetch(`${url}/auth/sign-in/email`, {
      method: 'POST',
      headers: fromOurPages,
      body: JSON.stringify({ email, password }),
    })
  const cookie = cookieOf(await signIn())
  const document = (await (await fetch(`${url}/openapi.json`, { headers: { cookie } })).json()) as {
    paths: Record<string, object>
  }
  const paths = Object.entries(document.paths)
    .filter(
      ([path, methods]) => 'get' in methods && !path.includes('{') && !/events|sign-in|export/.test(path),
    )
    .map(([path]) => path.replace('/api/v1', ''))
  assert.ok(paths.length > 5)
  const seen: Seen = { counts: {}, wrong: {} }
  let here = true
  const walk = (async () => {
    while (here) {
      for (const path of paths) await look(url + path, cookie, seen)
      await pause(20)
    }
  })()
  return {
    async leave() {
      here = false
      await walk
      return seen
    },
  }
}

interface Seen {
  readonly counts: Record<string, number>
  readonly wrong: Record<string, string>
}

async function look(url: string, cookie: string, { counts, wrong }: Seen): Promise<void> {
  const answer = await fetch(url, { headers: { cookie } })
  const { status, headers } = answer
  const text = await answer.text()
  counts[status] = (counts[status] ?? 0) + 1
  if (status === 429) return void (await pause(1_000))
  const signedOut = status === 401
  const away = status === 503 && headers.has('retry-after')
  if (signedOut || (status >= 500 && !away)) wrong[`${url} ${status}`] = text
}
