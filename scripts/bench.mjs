import { join } from 'node:path'
import { install } from './install.mjs'
import { environment, node, root, run, sparing } from './run.mjs'

// npm run bench -- [--records 100000] [--rounds 3] [--links 250000]

await install()
const env = environment({ KOPPEL_BENCH_NODE: sparing.join(' ') })
const { code } = await run(node, [join(root, 'bench', 'speed.ts'), ...process.argv.slice(2)], {
  show: true,
  env,
})
process.exitCode = code
