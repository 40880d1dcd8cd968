import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { fire } from './load/fire.ts'
import { mix } from './load/mix.ts'
import { tableOf } from './load/table.ts'
import { startWorld } from './load/world.ts'
import { say } from './speed/table.ts'

// npm run bench -- load [--rate 500] [--seconds 60] [--sessions 200] [--companies 100000] [--persons 300000] [--connections 20]
// What people wait for while they use Koppel and many connections synchronise. Requests come when they come, whether or not
// earlier ones were answered, and each is timed from the moment it should have been sent.

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
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
say(`${of('companies')} companies, ${of('persons')} persons; ${cpus().length} × ${cpus()[0]?.model}`)

await fire(world, next, { rate: 50, seconds: 10 })
await phase(`${of('sessions')} people who think ${thinkingSeconds} s, nothing synchronised`, {
  rate: of('sessions') / thinkingSeconds,
  synchronising: false,
})
await phase(`${of('rate')} requests/s, ${of('connections')} connections synchronise`, {
  rate: of('rate'),
  synchronising: true,
})

async function phase(name: string, { rate, synchronising }: { rate: number; synchronising: boolean }) {
  const stop = synchronising ? await world.synchronise() : async () => ''
  const load = loadavg()[0] ?? 0
  const shots = await fire(world, next, { rate, seconds: of('seconds') })
  const moved = await stop()
  say(`\n${name}; load ${load.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after${moved}\n`)
  say(tableOf(shots))
}
