import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, node, root, run, step } from './run.mjs'

const web = join(root, 'web')
const stamp = join(root, '.cache', 'web-build')

/** Builds the web app when there is none or when what it is made of has changed. */
export async function buildWeb() {
  const current = fingerprint()
  const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  if (built === current && existsSync(join(web, 'dist', 'index.html'))) return

  await step('Building the web app (vite build)', async () => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const { code, output } = await run(node, [vite, 'build', '--logLevel', 'warn'], { cwd: web })
    if (code !== 0) giveUp(`The web app could not be built:\n${output}`)
  })
  mkdirSync(join(root, '.cache'), { recursive: true })
  writeFileSync(stamp, current)
}

/** By content: a checkout changes times without changing files, and the other way round. */
function fingerprint() {
  const hash = createHash('sha256')
  hash.update(readFileSync(join(root, 'package-lock.json')))
  for (const folder of [web, join(root, 'sdk', 'src')]) {
    for (const file of filesOf(folder))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .filter((file) => !/(^|\/)(dist|node_modules)\//.test(file))
    .sort()
}
