import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { node, root, run } from './run.mjs'

const inCi = Boolean(process.env.CI) && process.env.CI !== 'false'

/** Paths of the test files below some folders, relative to the root. */
function testFiles(folders, extension = '.test.ts') {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1)),
    )
    .filter((file) => !/(^|\/)(dist|node_modules)\//.test(file))
    .sort()
}

/** A command that is right or wrong, counted as one test. */
export async function check(commands) {
  let failed = 0
  for (const args of commands) if ((await run(node, args, { show: true })).code !== 0) failed += 1
  return { passed: commands.length - failed, failed }
}

export async function nodeTests(folders, without = []) {
  const files = testFiles(folders).filter((file) => !without.some((folder) => file.startsWith(folder)))
  return await runNodeTests(files)
}

export async function runNodeTests(files) {
  if (files.length === 0) return { passed: 0, failed: 1, note: 'no test was found' }
  const options = ['--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=300000']
  const { code, output } = await run(node, [...options, ...files], { show: true })
  const count = (name) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(plain(output))?.[1] ?? 0)
  return judge(code, {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  })
}

export async function browserTests(chromium) {
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const env = {
    ...process.env,
    CHROMIUM: chromium,
    PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
  }
  const options = { show: true, cwd: join(root, 'e2e'), env }
  const { code, output } = await run(node, [playwright, 'test', '--reporter=list'], options)
  const count = (name) => Number(new RegExp(`^\\s+(\\d+) ${name}`, 'm').exec(plain(output))?.[1] ?? 0)
  return judge(code, {
    passed: count('passed') + count('flaky'),
    failed: count('failed') + count('interrupted') + count('did not run'),
    skipped: count('skipped'),
  })
}

/** A run that found nothing, or ended badly without naming a test, has failed; in CI so has a skipped test. */
function judge(code, { passed, failed, skipped }) {
  const skippedCount = inCi ? skipped : 0
  const note = skipped > 0 ? `${skipped} skipped` : undefined
  const bad = failed + skippedCount
  return { passed, failed: bad === 0 && (code !== 0 || passed === 0) ? 1 : bad, note }
}

// Colours.
function plain(text) {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')
}
