import { join } from 'node:path'
import { findChromium, provide } from './debian.mjs'
import { install } from './install.mjs'
import { giveUp, node, root, run } from './run.mjs'
import { buildWeb } from './web.mjs'

// npm run guide: takes the pictures of docs/guide anew, in both languages.

await install()
const absent = await provide(['chromium'])
if (absent.chromium) giveUp(absent.chromium)
await buildWeb()
const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
const env = {
  ...process.env,
  CHROMIUM: await findChromium(),
  PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
}
const config = join(root, 'e2e', 'guide', 'playwright.config.ts')
const { code } = await run(node, [playwright, 'test', '-c', config], { show: true, cwd: root, env })
process.exitCode = code
