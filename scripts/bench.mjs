import { join } from 'node:path'
import { install } from './install.mjs'
import { environment, node, root, run, sparing } from './run.mjs'

// npm run bench -- [--records 100000] [--rounds 3] [--links 250000]
// npm run bench -- sync-now [--records 100000] [--every 300]

await install()
const env = environment({ KOPPEL_BENCH_NODE: sparing.join(' ') })
const [first, ...more] = process.argv.slice(2)
const [file, given] = first === 'sync-now' ? ['sync-now.ts', more] : ['speed.ts', process.argv.slice(2)]
const { code } = await run(node, [join(root, 'bench', file), ...given], { show: true, env })
process.exitCode = code
