import { join } from 'node:path'
import { install } from './install.mjs'
import { node, root, run } from './run.mjs'

// npm run chaos -- [--rounds N] [--seed FIRST] | --races N | --soak MINUTES | --full-disk

await install()
const chaos = join(root, 'server', 'test', 'chaos')
const given = process.argv.slice(2)
const program = given.includes('--full-disk')
  ? ['--test', join(chaos, 'full-disk.ts')]
  : [join(chaos, 'run.ts'), ...given]
const { code } = await run(node, program, { show: true })
process.exitCode = code
