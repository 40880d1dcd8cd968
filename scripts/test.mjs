import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { findChromium, provide } from './debian.mjs'
import { install } from './install.mjs'
import { environment, giveUp, node, root, say } from './run.mjs'
import { browserTests, check, nodeTests, runNodeTests } from './tests.mjs'
import { buildWeb } from './web.mjs'

const inCi = Boolean(process.env.CI) && process.env.CI !== 'false'
const biome = ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']
const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '-p']

// In the order they run: what is quick and often wrong comes first.
const parts = {
  lint: { title: 'Lint and format', run: () => check([biome]) },
  types: {
    title: 'Types',
    run: () =>
      check([
        [...tsc, '.'],
        [...tsc, 'web'],
      ]),
  },
  architecture: { title: 'Architecture', run: () => runNodeTests(['architecture.test.ts']) },
  unit: {
    title: 'Unit and conformance tests',
    run: () => nodeTests(['sdk', 'connectors', 'server/src', 'web/src'], ['connectors/tryton/test']),
    database: true,
  },
  database: {
    title: 'Database tests',
    run: () => nodeTests(['server/test'], ['server/test/chaos', 'server/test/tryton']),
    database: true,
  },
  chaos: {
    title: 'Processes that die, networks that fail',
    run: () => nodeTests(['server/test/chaos']),
    needs: ['tryton'],
    database: true,
  },
  tryton: {
    title: 'Tests against a real Tryton',
    run: () => nodeTests(['connectors/tryton/test', 'server/test/tryton']),
    needs: ['tryton'],
    database: true,
  },
  browser: {
    title: 'Browser tests',
    run: async () => {
      await buildWeb()
      return await browserTests(await findChromium())
    },
    needs: ['chromium', 'tryton'],
    database: true,
  },
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0)
  giveUp(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`)
const chosen = Object.entries(parts).filter(([name]) => wanted.length === 0 || wanted.includes(name))

await install()
const absent = await provide([...new Set(chosen.flatMap(([, { needs = [] }]) => needs))])
const stopPostgres = chosen.some(([, { database }]) => database)
  ? await startPostgres()
  : async () => undefined

const results = []
for (const [name, part] of chosen) results.push(await runPart(name, part))
await stopPostgres()
summarise()

async function runPart(name, { title, needs = [], run }) {
  process.stdout.write(`\n━━ ${title} (npm test -- ${name}) ${'━'.repeat(Math.max(0, 60 - title.length))}\n`)
  const why = needs.filter((need) => need in absent).map((need) => absent[need])
  if (why.length > 0) {
    say(`Not run. ${why.join('\n')}`)
    return { title, passed: 0, failed: inCi ? 1 : 0, note: `not run: ${why.join(' ')}`, seconds: 0 }
  }
  const begin = Date.now()
  const result = await run()
  return { title, ...result, seconds: (Date.now() - begin) / 1000 }
}

/** One server for all test files, so that none has to wait for its start. */
async function startPostgres() {
  if (process.env.KOPPEL_TEST_DATABASE_URL) return async () => undefined
  const program = join(root, 'server', 'test', 'hold-postgres.ts')
  const child = spawn(node, [program], { env: environment(), stdio: ['pipe', 'pipe', 'inherit'] })
  const ready = once(child.stdout, 'data')
  const ended = once(child, 'exit')
  const failed = ended.then(() => true)
  if (await Promise.race([ready.then(() => false), failed])) giveUp('The PostgreSQL for tests did not start.')
  return async () => {
    child.stdin.end()
    await ended
  }
}

function summarise() {
  process.stdout.write(`\n━━ Summary ${'━'.repeat(70)}\n`)
  for (const { title, passed, failed, note, seconds } of results) {
    const mark = failed > 0 ? '✖' : passed > 0 ? '✔' : '–'
    const counts = `${String(passed).padStart(5)} passed, ${failed} failed`
    process.stdout.write(
      `${mark} ${title.padEnd(30)} ${counts}  ${seconds.toFixed(1)} s${note ? `  (${note})` : ''}\n`,
    )
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`)
  process.exitCode = sum('failed') > 0 ? 1 : 0
}
