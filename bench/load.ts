import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { fire } from './load/fire.ts'
import { askWithoutEnd } from './load/hasty.ts'
import { mix } from './load/mix.ts'
import { openSpent } from './load/spent.ts'
import { tableOf } from './load/table.ts'
import { startWorld } from './load/world.ts'
import { say } from './speed/table.ts'

// npm run bench -- load [--rate 500] [--seconds 40] [--sessions 200] [--companies 100000] [--persons 300000] [--connections 20]
// What people wait for while they use Koppel and many connections synchronise. Requests come when they come, whether or not
// earlier ones were answered, and each is timed from the moment it should have been sent.

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '40' },
    sessions: { type: 'string', default: '200' },
    companies: { type: 'string', default: '100000' },
    persons: { type: 'string', default: '300000' },
    connections: { type: 'string', default: '20' },
  },
})
const of = (name: keyof typeof values) => Number(values[name])
const thinkingSeconds = 10

await using world = await startWorld({
  companies: of('companies'),
  persons: of('persons'),
  connections: of('connections'),
  sessions: of('sessions'),
})
const next = await mix(world)
await using spent = await openSpent(world.pid, world.databaseUrl)
say(`${of('companies')} companies, ${of('persons')} persons; ${cpus().length} × ${cpus()[0]?.model}`)

await fire(world, next, { rate: 50, seconds: 10 })
await phase(`${of('sessions')} people who think ${thinkingSeconds} s, nothing synchronised`, {
  rate: of('sessions') / thinkingSeconds,
  seconds: of('seconds'),
  synchronising: false,
})
await phase(`${of('rate')} requests/s, ${of('connections')} connections synchronise`, {
  rate: of('rate'),
  seconds: of('seconds'),
  synchronising: true,
})
// What a machine cannot do it refuses, quickly, and a moment later it is as if nothing had been.
await phase(`${of('rate') * 3} requests/s: more than it can do`, {
  rate: of('rate') * 3,
  seconds: Math.min(10, of('seconds')),
  synchronising: true,
})
await fire(world, next, { rate: 5, seconds: 5 })
await phase('right after it, 20 requests/s', { rate: 20, seconds: 10, synchronising: false })
{
  await using hasty = askWithoutEnd(world)
  await phase('20 requests/s, while somebody else asks without end', {
    rate: 20,
    seconds: Math.min(20, of('seconds')),
    synchronising: false,
  })
  say(`\nthat one, fifty at a time: ${hasty.told()}`)
}

interface Phase {
  readonly rate: number
  readonly seconds: number
  readonly synchronising: boolean
}

async function phase(name: string, { rate, seconds, synchronising }: Phase) {
  const stop = synchronising ? await world.synchronise() : async () => ''
  const load = loadavg()[0] ?? 0
  const before = await spent.now()
  const shots = await fire(world, next, { rate, seconds })
  const after = await spent.now()
  const moved = await stop()
  const each = (ms: number) => `${(ms / shots.length).toFixed(2)} ms`
  say(`\n${name}; load ${load.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after${moved}`)
  say(
    `processor time a request, sync included: server ${each(after.server - before.server)}, ` +
      `PostgreSQL ${each(after.postgres - before.postgres)}\n`,
  )
  say(tableOf(shots))
}
