import { join } from 'node:path'
import { install } from './install.mjs'
import { environment, node, root, run, sparing } from './run.mjs'

// npm run bench -- [--records 100000] [--rounds 3] [--links 250000]
// npm run bench -- sync-now [--records 100000] [--every 300]
// npm run bench -- lists [--companies 100000] [--persons 300000]
// npm run bench -- import-desk [--records 100000]
// npm run bench -- load [--rate 500] [--seconds 40] [--sessions 200] [--connections 20]
// npm run bench -- cost [--requests 400]

const others = ['sync-now', 'lists', 'load', 'import-desk', 'cost']

await install()
const env = environment({ KOPPEL_BENCH_NODE: sparing.join(' ') })
const given = process.argv.slice(2)
const file = others.includes(given[0]) ? given.shift() : 'speed'
const { code } = await run(node, [join(root, 'bench', `${file}.ts`), ...given], { show: true, env })
process.exitCode = code
