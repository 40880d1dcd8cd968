import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isKnownAction } from './texts.ts'

const source = join(import.meta.dirname, '../..')

/** The actions the code names where it writes to the audit, or calls what does. */
function actionsInCode(): { file: string; action: string }[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('contract'),
  )
  return files.flatMap((file) => {
    const code = readFileSync(join(source, file), 'utf8')
    if (!/\baudit\(|\btell\(|\bnote\(/.test(code)) return []
    const named = [
      ...code.matchAll(/\baction: (?:\w+ \? )?'(\w+)'(?: : '(\w+)')?/g),
      ...code.matchAll(/\b(?:tell|note)\(\s*tx,\s*\w+,\s*(?:\w+,\s*|\w+ \? )?'(\w+)'(?: : '(\w+)')?/g),
    ]
    return named.flatMap(([, one, other]) =>
      [one, other].flatMap((action) => (action === undefined ? [] : [{ file, action }])),
    )
  })
}

test('every action the code writes to the audit has a sentence in both languages', () => {
  const written = actionsInCode()
  assert.ok(written.length > 40, `${written.length} found`)
  assert.deepEqual(
    written.filter(({ action }) => !isKnownAction(action)),
    [],
  )
})
