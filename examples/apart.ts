import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = import.meta.dirname

/** A served example: a process of its own, in a folder with nothing but the packed SDK. */
export interface Apart extends AsyncDisposable {
  readonly url: string
  readonly secret: string
  /** What is in its book now. */
  book(): Promise<readonly { readonly key: string; readonly name: string; readonly phone: string | null }[]>
}

/** Packs the SDK, installs it beside a copy of the example as anybody would, and serves that. */
export async function startApart(names: readonly string[]): Promise<Apart> {
  const folder = await mkdtemp(join(tmpdir(), 'koppel-example-'))
  try {
    await cp(join(here, 'address-book'), folder, { recursive: true })
    const packed = await run(process.execPath, [join(here, '../scripts/pack-sdk.mjs'), folder])
    const offline = ['--offline', '--no-audit', '--no-fund', '--no-package-lock']
    await run('npm', ['install', ...offline, packed.stdout.trim()], { cwd: folder })
    const entries = names.map((name, index) => ({
      ...{ key: String(index + 1), version: index + 1, name, city: 'Delft', phone: null },
    }))
    await writeFile(join(folder, 'book.json'), JSON.stringify(entries))
    return await startIn(folder)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function startIn(folder: string): Promise<Apart> {
  const secret = 'a-secret-of-their-own-4711'
  const child = spawn(process.execPath, ['main.ts'], {
    cwd: folder,
    env: { PATH: process.env.PATH, CONNECTOR_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const said = await Promise.race([
    once(child.stdout, 'data').then(([text]) => String(text)),
    ended.then(() => ''),
  ])
  const url = /http:\S+/.exec(said)?.[0]
  if (url === undefined) throw new Error('The example did not start.')
  return {
    url,
    secret,
    book: async () => JSON.parse(await readFile(join(folder, 'book.json'), 'utf8')),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
