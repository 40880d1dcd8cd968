import { type Step, startEngine } from '../src/engine/index.ts'
import { openStore } from '../src/store/index.ts'
import { partsOf } from './engine-world.ts'

// A worker to be killed: it says that it has come to a step, and goes no further.
const [databaseUrl = '', erpUrl = '', step] = process.argv.slice(2)
const reached = (now: Step) => {
  if (now !== step) return
  console.log(`reached ${step}`)
  return new Promise<void>(() => undefined)
}
await startEngine({ ...partsOf(openStore({ url: databaseUrl }), erpUrl), reached })
