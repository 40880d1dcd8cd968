import { join } from 'node:path'
import { install } from './install.mjs'
import { node, root, run } from './run.mjs'

// npm run bench -- [--records 100000] [--rounds 3] [--links 250000]

await install()
const { code } = await run(node, [join(root, 'bench', 'speed.ts'), ...process.argv.slice(2)], { show: true })
process.exitCode = code
