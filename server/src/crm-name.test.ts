import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { namingCrm } from './crm-name.ts'

test('a sentence names the CRM as often as it speaks of it, whatever the name', () => {
  assert.equal(namingCrm('{crm} → ERP, ERP → {crm}', '$& Cards'), '$& Cards → ERP, ERP → $& Cards')
})

// Contracts describe the API to whoever writes programs; demo data are names.
const forNobody = /contract\.ts$|\.test\.ts$|demo-data\.ts$/

test('no sentence of the server calls the CRM anything but what it is called here', () => {
  const said = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !forNobody.test(file))
    .flatMap((file) =>
      sentencesIn(readFileSync(join(import.meta.dirname, file), 'utf8')).map((one) => [file, one]),
    )
    .filter(([, sentence = '']) => /\bCRM\b/.test(sentence))

  assert.deepEqual(said, [])
})

/** What stands in quotes, without the name itself, which settings fall back on. */
function sentencesIn(code: string): string[] {
  const withoutComments = code.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '')
  return (withoutComments.match(/'[^'\n]*'|`[^`]*`/g) ?? []).filter((text) => text !== "'CRM'")
}
