import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'

const here = import.meta.dirname
const source = join(here, '..')

type Texts = Readonly<Record<string, string>>

const areas = readdirSync(join(here, 'nl')).map((file) => file.replace(/\.json$/, ''))
const read = (language: string, area: string): Texts =>
  JSON.parse(readFileSync(join(here, language, `${area}.json`), 'utf8'))
const nl: Record<string, Texts> = Object.fromEntries(areas.map((area) => [area, read('nl', area)]))
const en: Record<string, Texts> = Object.fromEntries(areas.map((area) => [area, read('en', area)]))

/** A key as the code asks for it: `crm:saved`, or the start of it where the rest is known at run time only. */
interface Use {
  readonly file: string
  readonly area: string
  readonly pattern: RegExp
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.ts$|\.d\.ts$/.test(file),
)
const uses = files.flatMap((file) => usesIn(file, readFileSync(join(source, file), 'utf8')))
// Some keys are chosen from a table and reach `t` as a variable: a literal that reads like a key counts as its use.
const literals = files
  .flatMap(
    (file) =>
      readFileSync(join(source, file), 'utf8').match(
        /(?<=')[\w.]+(?=')|(?<=i18nKey=")[\w.]+(?=")|(?<=`)[\w.]+\.\$\{[^`]*(?=`)/g,
      ) ?? [],
  )
  .map(patternOf)

describe('the texts', () => {
  test('are the same in Dutch and English, key by key', () => {
    assert.deepEqual(readdirSync(join(here, 'en')), readdirSync(join(here, 'nl')))
    for (const area of areas) {
      assert.deepEqual(Object.keys(en[area] ?? {}).sort(), Object.keys(nl[area] ?? {}).sort(), area)
    }
  })

  test('are never blank', () => {
    for (const [language, texts] of Object.entries({ nl, en })) {
      for (const [key, text] of entries(texts)) assert.ok(text.trim(), `${language} ${key}`)
    }
  })

  test('call the CRM what it is called here', () => {
    for (const [language, texts] of Object.entries({ nl, en })) {
      for (const [key, text] of entries(texts)) assert.doesNotMatch(text, /\bCRM\b/, `${language} ${key}`)
    }
  })

  test('put the same values into a sentence in both languages', () => {
    const holes = (text = '') => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).sort()
    for (const area of areas) {
      for (const [key, text] of Object.entries(nl[area] ?? {})) {
        assert.deepEqual(holes(en[area]?.[key]), holes(text), `${area}:${key}`)
      }
    }
  })

  test('exist for every key the code asks for', () => {
    const missing = uses.filter((use) => !entries(nl).some(([key]) => asksFor(use, key)))
    assert.deepEqual(
      missing.map(({ file, pattern }) => `${file} ${pattern.source}`),
      [],
    )
  })

  test('are all used', () => {
    const unused = entries(nl).filter(([key]) => {
      const [, name = ''] = key.split(/:(.*)/)
      return (
        !uses.some((use) => asksFor(use, key)) &&
        !literals.some((one) => one.test(name) || one.test(stem(name)))
      )
    })
    assert.deepEqual(
      unused.map(([key]) => key),
      [],
    )
  })
})

test('every screen takes its words from these texts', () => {
  const spoken = files
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => {
      const code = readFileSync(join(source, file), 'utf8')
      const between = code.match(/(?<=<[\w.]+[^<>{}=]*>\s*)[A-Za-z][a-z]+[^<>{}=;]*(?=<\/)/g) ?? []
      const props = code.match(/\s(?:label|title|placeholder|aria-label|description|alt)="[^"]*"/g) ?? []
      return [...between, ...props].map((words) => `${file}: ${words.trim()}`)
    })
  assert.deepEqual(spoken, [])
})

describe('the words of the specification', () => {
  // Dutch and English of spec.md §7, as far as there are screens for them.
  const words: readonly (readonly [nl: string, en: string])[] = [
    ['Bedrijven', 'Companies'],
    ['Personen', 'Contacts'],
    ['Projecten', 'Projects'],
    ['Bedrijf', 'Company'],
    ['Instellingen en onderhoud', 'Settings and maintenance'],
    ['Offerte/Synchroniseren', 'Quote/Sync'],
    ['Toevoegen', 'Add'],
    ['Bewerken', 'Edit'],
    ['Opslaan', 'Save'],
    ['Annuleren', 'Cancel'],
    ['Naam', 'Name'],
    ['ERP', 'ERP'],
    ['(Geen selectie)', '(No selection)'],
    ['Synchroniseren', 'Sync'],
    ['Sync Connectors', 'Sync Connectors'],
    ['ERP-verbindingen', 'ERP connections'],
    ['Actief', 'Active'],
    ['Omschrijving', 'Description'],
    ['Verwijderen', 'Delete'],
    ['Verwijderd', 'Deleted'],
    ['Herstellen', 'Restore'],
    ['Vernieuwen', 'Refresh'],
    ['Gereed', 'Done'],
    ['OK', 'OK'],
    ['Een nieuwe ERP-verbinding definiëren', 'Define new ERP connection'],
    ['ERP Sync Connector', 'ERP Sync Connector'],
    ['Reikwijdte', 'Scope'],
    ['Configuratievelden', 'Configuration fields'],
    ['Iedereen', 'Everyone'],
    ['Specifieke gebruikers + groepen', 'Specific users + groups'],
    ['Gebruikers en groepen selecteren', 'Select users and groups'],
    ['ERP-verbinding testen', 'Test ERP connection'],
    ['ERP-verbinding configureren', 'Configure ERP connection'],
    ['Synchronisatieprioriteit instellen', 'Set sync priority'],
    ['Toewijzingen', 'Mappings'],
    ['Lijsttoewijzing', 'List mapping'],
    ['Klant', 'Customer'],
    ['Leverancier', 'Supplier'],
    ['Persoon', 'Contact'],
    ['Project', 'Project'],
    [
      'Synchroniseer ERP-"{{actor}}" met {{crm}}-"{{record}}"',
      'Sync ERP "{{actor}}" to {{crm}} "{{record}}"',
    ],
    ['Weergeven in zoekopdracht', 'Show in search'],
    ['ERP-veld', 'ERP field'],
    ['Richting', 'Direction'],
    ['{{crm}}-veld', '{{crm}} field'],
    ['Weergeven in ERP-tabblad', 'Show in ERP tab'],
    ['Verbinden met ERP', 'Connect to ERP'],
    ['Zoeken', 'Search'],
    ['Verbinden', 'Connect'],
    ['Nu synchroniseren', 'Sync now'],
    ['Verbinding verbreken', 'Disconnect'],
    ['Aan', 'On'],
    ['Uit', 'Off'],
    ['Bewaking', 'Monitor'],
  ]

  test('stand on the screens, in both languages under the same key', () => {
    const absent = words.filter(
      ([dutch, english]) =>
        !entries(nl).some(
          ([key, text]) => text === dutch && entries(en).some(([k, t]) => k === key && t === english),
        ),
    )
    assert.deepEqual(absent, [])
  })
})

function entries(texts: Record<string, Texts>): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([area, own]) =>
    Object.entries(own).map(([key, text]): [string, string] => [`${area}:${key}`, text]),
  )
}

function usesIn(file: string, code: string): Use[] {
  const scopes = [...code.matchAll(/(?:useTranslation\(|TFunction<)[[\s]*(?:'(\w+)')?/g)]
  const asked = [...code.matchAll(/\bt\(\s*(?:'([^']+)'|`([^`]+)`)/g)]
  return asked.map(({ index, 1: literal, 2: template = '' }) => {
    // Without an area in the key it is that of the `useTranslation` above it.
    const scope = scopes.findLast((one) => one.index < index)?.[1] ?? 'ui'
    const [name = '', area = scope] = (literal ?? template).split(':').reverse()
    return { file, area, pattern: patternOf(name) }
  })
}

function patternOf(key: string): RegExp {
  const fixed = key.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&'))
  return new RegExp(`^${fixed.join('[^:]+')}$`)
}

function asksFor(use: Use, key: string): boolean {
  const [area = '', name = ''] = key.split(/:(.*)/)
  return use.area === area && (use.pattern.test(name) || use.pattern.test(stem(name)))
}

/** A key that is there once for each number is asked for without its ending. */
function stem(name: string): string {
  return name.replace(/_(zero|one|two|few|many|other)$/, '')
}
