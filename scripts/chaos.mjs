import { join } from 'node:path'
import { install } from './install.mjs'
import { node, root, run } from './run.mjs'

// npm run chaos -- [--rounds N] [--seed FIRST] | --races N

await install()
const program = join(root, 'server', 'test', 'chaos', 'run.ts')
const { code } = await run(node, [program, ...process.argv.slice(2)], { show: true })
process.exitCode = code
