import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { openDatabases } from './speed/database.ts'
import { measureImport } from './speed/measure-import.ts'
import { measureIdle, measureSteady, openSteady } from './speed/measure-steady.ts'
import { startErp } from './speed/processes.ts'
import { atMost, table } from './speed/table.ts'

// npm run bench -- [--records 100000] [--rounds 3] [--links 250000]
// How fast the engine is, beside the fastest there can be on the same machine, database and ERP, in one run.

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    links: { type: 'string' },
  },
})
const records = Number(values.records)
const rounds = Number(values.rounds)
const links = Number(values.links ?? Math.round(records * 2.5))

const began = loadavg()
const databases = await openDatabases()
const erp = await startErp(records)
try {
  const imported = await measureImport({ databases, erp, records, rounds })
  const steady = await openSteady(imported, erp)
  const changed = await measureSteady(steady, records, 2 * rounds + 3)
  const idle = await measureIdle(steady, links)
  const peak = await steady.engine.run('pass')
  await steady.close()
  const rows = [
    ...imported.rows,
    ...changed,
    ...idle,
    atMost('memory after all of it, peak of the process', peak.peakMb, 256, 'MiB'),
  ]
  process.stdout.write(`\n${records} customers, ${rounds} rounds; PostgreSQL ${databases.version}; `)
  process.stdout.write(
    `${cpus().length} × ${cpus()[0]?.model}; ${load(began)} at the beginning, ${load(loadavg())} at the end\n`,
  )
  process.stdout.write(`\n${table(rows)}\n`)
} finally {
  await erp.stop()
  await databases.stop()
}

function load([minute = 0]: readonly number[]): string {
  return `load ${minute.toFixed(1)}`
}
