import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Everything in scripts/ is plain JavaScript without dependencies: it runs before anything is installed,
// on any Node from 20.

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const bin = join(root, 'node_modules', '.bin')
export const node = join(bin, 'node')

/** The environment of what we start: `node` is Node 24 there. */
export function environment(extra = {}) {
  return { ...process.env, ...extra, PATH: `${bin}:${process.env.PATH}` }
}

export function say(text) {
  process.stdout.write(`koppel: ${text}\n`)
}

/** Ends with one clear sentence instead of a stack. */
export function giveUp(text) {
  process.stderr.write(`\nkoppel: ${text}\n`)
  process.exit(1)
}

/**
 * Runs a program to its end and returns `{ code, output }`; the code of one that cannot be started is 127.
 * With `show` its output is seen while it runs.
 */
export function run(file, args, { show = false, cwd = root, env = environment() } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: [show ? 'inherit' : 'ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8').on('data', (text) => {
        output += text
        if (show) to.write(text)
      })
    }
    child.once('error', (error) => resolve({ code: 127, output: String(error) }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Says what begins and how long it took. */
export async function step(text, work) {
  const begin = Date.now()
  say(`${text} …`)
  const result = await work()
  say(`${text}: done in ${((Date.now() - begin) / 1000).toFixed(1)} s`)
  return result
}

/**
 * Node's own limits let the heap grow to what the machine has before it looks for what is no longer used. With these a
 * pass over any number of records stays below 256 MiB, for a few per cent of the processor (docs/performance.md).
 */
export const sparing = ['--max-semi-space-size=16', '--heap-growing-percent=100']
