import { parseArgs } from 'node:util'
import { makeDatabase } from '../database.ts'
import { prepareGround } from './ground.ts'
import { play } from './play.ts'
import { drawSchedule } from './schedule.ts'

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' }, trace: { type: 'boolean' } },
})
const first = Number(values.seed ?? 1)
const count = Number(values.seeds ?? (values.seed === undefined ? 100 : 1))

const database = await makeDatabase()
const ground = await prepareGround(database.store)
let failed = 0
const begin = Date.now()
for (let seed = first; seed < first + count; seed += 1) {
  const { violations, trace, hash } = await play(ground, drawSchedule(seed))
  if (values.trace) console.log(trace.join('\n'), hash)
  if (violations.length === 0) continue
  failed += 1
  console.log(`seed ${seed}\n  ${violations.join('\n  ')}`)
}
console.log(`${count} seeds, ${failed} failed, ${((Date.now() - begin) / 1000).toFixed(1)} s`)
await ground.close()
await database.close()
process.exitCode = failed > 0 ? 1 : 0
