import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { askAbout } from '../src/erp/remote/connector.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const page = await readFile(join(root, 'docs/connectors.md'), 'utf8')
const folder = await mkdtemp(join(tmpdir(), 'koppel-guide-'))
after(() => rm(folder, { recursive: true, force: true }))

// As the reader's: this Node first, and nothing of what runs the tests.
const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...inherited } = process.env
const env = {
  ...inherited,
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  npm_config_offline: 'true',
}

const blocks = (language: string) =>
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter(([, of]) => of === language)
    .map(([, , text = '']) => text)

test('who follows docs/connectors.md word by word has a connector that keeps every promise and that Koppel can call', async () => {
  const [setUp = ''] = blocks('sh')
  await run('sh', ['-ec', setUp.replaceAll('../shop-connector', folder)], { cwd: root, env })
  for (const file of blocks('ts')) {
    const name = /^\/\/ (\S+)\n/.exec(file)?.[1]
    assert.ok(name, `a block without the name of its file:\n${file.slice(0, 80)}`)
    await writeFile(join(folder, name), file)
  }

  const { stdout } = await run('sh', ['-ec', blocks('sh')[1] ?? ''], { cwd: folder, env })
  assert.match(stdout, /ℹ tests 70\n[\s\S]*ℹ pass 70\n/)

  const served = spawn(process.execPath, ['main.ts'], {
    cwd: folder,
    env: { ...env, CONNECTOR_SECRET: 'a-secret-of-your-own' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { signal } = new AbortController()
  const door = createHost({ policy: networkPolicy(['127.0.0.0/8']), log: () => undefined, signal })
  try {
    const [said] = await once(served.stdout, 'data')
    const url = /http:\S+/.exec(String(said))?.[0] ?? ''
    const about = await askAbout({ url, secret: () => 'a-secret-of-your-own' }, door)
    assert.equal(about.id, 'shop')
    assert.deepEqual(Object.keys(about.settings), ['url', 'key'])
  } finally {
    await door.close()
    served.kill('SIGTERM')
    await once(served, 'exit')
  }
})
