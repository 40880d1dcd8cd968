import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { OpenAPIHono } from '@hono/zod-openapi'
import { addStandardLists, crmRoutes } from '../server/src/crm/index.ts'
import { linksSeen } from '../server/src/erp/index.ts'
import { makeDatabase } from '../server/test/database.ts'
import { measureExport } from './lists/exports.ts'
import { fill } from './lists/fill.ts'
import { type Question, questions } from './lists/questions.ts'

// npm run bench -- lists [--companies 100000] [--persons 300000] [--each 25]
// How long lists take at the API, as words are typed, sorted, filtered and paged through; one at a time. Then exports.

const { values } = parseArgs({
  options: {
    companies: { type: 'string', default: '100000' },
    persons: { type: 'string', default: '300000' },
    each: { type: 'string', default: '25' },
    slow: { type: 'string', default: '100' },
  },
})
const { store, close } = await makeDatabase()
const times = new Map<string, number[]>()
try {
  await addStandardLists(store.db)
  await fill(store.db, Number(values.companies), Number(values.persons))
  await store.db
    .insertInto('appUser')
    .values({ id: 'bench', name: 'Bench', email: 'bench@example.org' })
    .execute()
  const app = new OpenAPIHono()
  app.use(async (c, next) => {
    c.set('user' as never, { id: 'bench', name: 'Bench', role: 'user', licences: ['erpSync'] } as never)
    c.set('language' as never, 'nl' as never)
    await next()
  })
  app.route('/', crmRoutes({ store, links: linksSeen }))
  const answer = async (path: string) => {
    const response = await app.request(path)
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as { next: string | null; total: number; more: boolean }
  }
  const timed = async ({ group, path }: Question) => {
    const began = performance.now()
    const page = await answer(path)
    const took = performance.now() - began
    times.set(group, [...(times.get(group) ?? []), took])
    if (took > Number(values.slow)) {
      process.stdout.write(
        `${took.toFixed(0)} ms ${decodeURIComponent(path)} (${page.total}${page.more ? '+' : ''})\n`,
      )
    }
    return page
  }
  const asked = await questions(store.db, Number(values.each))
  for (const { path } of asked.slice(0, 20)) await answer(path)
  const began = loadavg()[0] ?? 0
  for (const question of asked) await timed(question)
  for (const sort of ['title', 'city', 'updatedAt']) {
    let next: string | null = ''
    for (let page = 0; page < 40 && next !== null; page++) {
      const after: string = next === '' ? '' : `&after=${next}`
      const path = `/records/person?sort=${sort}&q=an&limit=200${after}`
      next = (await timed({ group: 'deep pages, 200 rows each', path })).next
    }
  }
  process.stdout.write(
    `\n${values.companies} companies, ${values.persons} persons; ${cpus().length} × ${cpus()[0]?.model}; load ${began.toFixed(1)}\n\n`,
  )
  process.stdout.write(
    '| questions | asked | median ms | p95 ms | slowest ms |\n| --- | --: | --: | --: | --: |\n',
  )
  for (const [group, of] of times) process.stdout.write(line(group, of))
  process.stdout.write(line('all', [...times.values()].flat()))
  process.stdout.write(
    '\n| export of all persons | s | MiB | memory at most, MiB more |\n| --- | --: | --: | --: |\n',
  )
  for (const format of ['csv', 'xlsx']) {
    const { seconds, megabytes, peakMegabytes } = await measureExport(format, () =>
      app.request(`/records/person/export?format=${format}`),
    )
    process.stdout.write(
      `| ${format} | ${seconds.toFixed(1)} | ${megabytes.toFixed(1)} | ${peakMegabytes.toFixed(0)} |\n`,
    )
  }
} finally {
  await close()
}

function line(name: string, of: readonly number[]): string {
  const sorted = of.toSorted((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1)
  return `| ${name} | ${of.length} | ${at(0.5)} | ${at(0.95)} | ${at(1)} |\n`
}
