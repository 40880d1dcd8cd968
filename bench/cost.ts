import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import { openSpent } from './load/spent.ts'
import { startWorld } from './load/world.ts'
import { say } from './speed/table.ts'

// npm run bench -- cost [--requests 400] [--companies 20000] [--persons 20000]
// What one request of each kind costs: processor time of the server and of PostgreSQL, four requests at a time.

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '400' },
    companies: { type: 'string', default: '20000' },
    persons: { type: 'string', default: '20000' },
  },
})
const requests = Number(values.requests)
await using world = await startWorld({
  companies: Number(values.companies),
  persons: Number(values.persons),
  connections: 2,
  // Of as many people: one is not answered so often.
  sessions: 50,
})
await using spent = await openSpent(world.pid, world.databaseUrl)
const agent = new Agent({ connections: 4 })

const kinds: readonly (readonly [string, (n: number) => string])[] = [
  ['nothing (health)', () => '/health'],
  ['who am I', () => '/session'],
  ['a list, 50 rows', (n) => `/records/company?sort=${n % 2 ? 'title' : 'updatedAt'}`],
  ['a search, 3 letters', (n) => `/records/company?q=${['jan', 'vis', 'bak', 'pet'][n % 4]}`],
  ['a search, 2 letters', (n) => `/records/company?q=${['ja', 'vi', 'ba', 'pe'][n % 4]}`],
  ['a card', (n) => `/records/company/${1 + (n % 900)}`],
  ['fields of a card', () => '/records/company/fields'],
  ['its ERP tab', (n) => `/records/company/${1 + (n % 900)}/erp`],
  ['its history', (n) => `/records/company/${1 + (n % 900)}/history`],
  ['the log of one company', (n) => `/sync-log?recordType=company&recordId=${1 + (n % 900)}`],
  ['conflicts', () => '/conflicts'],
]

say('| request | server | PostgreSQL | together |\n| --- | --: | --: | --: |')
for (const [kind, path] of kinds) {
  await ask(path, requests / 4)
  const before = await spent.now()
  await ask(path, requests)
  const after = await spent.now()
  const [server, postgres] = [after.server - before.server, after.postgres - before.postgres]
  const each = (ms: number) => `${(ms / requests).toFixed(2)} ms`
  say(`| ${kind} | ${each(server)} | ${each(postgres)} | ${each(server + postgres)} |`)
}
say(`\nload ${(loadavg()[0] ?? 0).toFixed(1)}`)
await agent.close()

async function ask(path: (n: number) => string, times: number): Promise<void> {
  let sent = 0
  const one = async () => {
    while (sent < times) {
      sent += 1
      const headers = {
        cookie: world.cookies[sent % world.cookies.length] ?? '',
        'accept-encoding': 'br, gzip',
      }
      const answer = await request(`${world.url}/api/v1${path(sent)}`, { dispatcher: agent, headers })
      const body = await answer.body.arrayBuffer()
      if (answer.statusCode !== 200)
        throw new Error(`${path(sent)}: ${answer.statusCode} ${Buffer.from(body)}`)
    }
  }
  await Promise.all([one(), one(), one(), one()])
}
