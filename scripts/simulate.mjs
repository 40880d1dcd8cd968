import { join } from 'node:path'
import { install } from './install.mjs'
import { node, root, run } from './run.mjs'

// npm run simulate -- --seeds N [--seed FIRST] [--jobs J] [--table] [--kept] [--trace] [--hashes] [--shrink]
// npm run simulate -- --mutants [--jobs J]

await install()
const program = join(root, 'server', 'test', 'simulation', 'run.ts')
const { code } = await run(node, [program, ...process.argv.slice(2)], { show: true })
process.exitCode = code
