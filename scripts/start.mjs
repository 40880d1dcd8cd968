import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { install } from './install.mjs'
import { environment, node, root, sparing } from './run.mjs'
import { buildWeb } from './web.mjs'

const dev = process.argv.includes('--dev')

await install()
if (!dev) await buildWeb()

const main = join(root, 'server', 'src', 'main.ts')
const children = [start(root, [...sparing, ...(dev ? ['--watch'] : []), main])]
if (dev) children.push(start(join(root, 'web'), [join(root, 'node_modules', 'vite', 'bin', 'vite.js')]))

// Ctrl-C reaches every process in the terminal, and npm passes signals on as well. The children are in
// sessions of their own, so that each hears it once, from here.
const deafMs = 1_000
let last = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (Date.now() - last < deafMs) return
    last = Date.now()
    for (const child of children) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  })
}

function start(cwd, args) {
  const child = spawn(node, args, { cwd, env: environment(), stdio: 'inherit', detached: true })
  child.once('error', (error) => finish(`Node 24 could not be started: ${error.message}`))
  child.once('exit', (code, signal) => {
    const stoppedByUs = last > 0 && signal !== null
    process.exitCode ||= stoppedByUs ? 0 : (code ?? 1)
    for (const other of children) if (other !== child) other.kill('SIGTERM')
  })
  return child
}

function finish(text) {
  process.stderr.write(`koppel: ${text}\n`)
  process.exitCode = 1
}
