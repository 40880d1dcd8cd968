import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'

/** Runs the whole suite as a partner would, in a process of its own. */
function run(exceptions: Readonly<Record<string, string>>) {
  const script = `
    import { checkConnector } from ${JSON.stringify(import.meta.resolve('./index.ts'))}
    import { memoryErp } from ${JSON.stringify(import.meta.resolve('./memory-erp.ts'))}
    const { connector, options } = memoryErp({ session: (right) => ({
      async *changes(...given) {
        for await (const { gone, ...page } of right.changes(...given)) yield page
      },
    }) })
    checkConnector(connector, { password: 'open sesame' }, { ...options, exceptions: ${JSON.stringify(exceptions)} })`
  // Without the environment of this test run, whose reporter it would follow.
  return spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    env: {},
    encoding: 'utf8',
  })
}

describe('a connector that breaks one promise', () => {
  const title = 'names deleted actors in the feed'

  test('fails, with the promise and a sentence', () => {
    const { status, stdout } = run({})
    assert.equal(status, 1)
    assert.match(stdout, /names deleted actors in the feed(.*)was deleted and is not in gone/s)
  })

  test('passes when it makes an exception, and the reason is printed', () => {
    const { status, stdout } = run({ [title]: 'this ERP forgets them' })
    assert.equal(status, 0)
    assert.match(stdout, /this ERP forgets them/)
  })

  test('fails when the exception is from a promise there is not', () => {
    const { status, stdout } = run({ [title]: 'this ERP forgets them', 'never fails': 'we hope' })
    assert.equal(status, 1)
    assert.match(stdout, /never fails/)
  })
})
