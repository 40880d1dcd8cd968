import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, test } from 'node:test'

// Who may import whom. Each folder with code has a row here; the reasons are in docs/architecture.md.
// `may` names rows; `npm` the packages from outside (left out: any); `node` whether node:* may be used.

interface Row {
  readonly folder: RegExp
  readonly may: readonly string[]
  readonly npm?: readonly string[]
  readonly node?: false
}

const contracts = ['sdk', 'server contract']
const area = [...contracts, 'sync', 'pricing', 'store', 'outbound']
const areas = ['crm', 'erp', 'quotes', 'access']
const screen = ['web ui', 'web api', 'web i18n', 'sdk']

const rows: Readonly<Record<string, Row>> = {
  sdk: { folder: /^sdk\/src\//, may: [], npm: [] },
  // A real ERP to test against, for the connector, the journeys and the measurements.
  trytond: { folder: /^connectors\/tryton\/test\/(trytond|furniture)\.ts$/, may: [] },
  connector: { folder: /^connectors\/([^/]+)\/(src|test)\//, may: ['sdk', 'trytond'] },
  example: { folder: /^examples\/[^/]+\//, may: ['sdk'], npm: [] },
  // The example as somebody else would have it, for tests.
  'example apart': { folder: /^examples\/apart\.ts$/, may: [], npm: [] },
  sync: { folder: /^server\/src\/sync\//, may: ['sdk', 'pricing'], npm: ['decimal.js'], node: false },
  pricing: { folder: /^server\/src\/pricing\//, may: ['sdk', 'sync'], npm: ['decimal.js'], node: false },
  store: { folder: /^server\/src\/store\//, may: ['sdk', 'config'] },
  outbound: { folder: /^server\/src\/outbound\//, may: ['sdk'] },
  crm: { folder: /^server\/src\/crm\//, may: [...area, ...areas] },
  erp: { folder: /^server\/src\/erp\//, may: [...area, ...areas] },
  quotes: { folder: /^server\/src\/quotes\//, may: [...area, ...areas] },
  access: { folder: /^server\/src\/access\//, may: [...area, ...areas] },
  engine: { folder: /^server\/src\/engine\//, may: [...contracts, 'sync', 'store', 'crm', 'erp'] },
  http: { folder: /^server\/src\/http\//, may: [...area, ...areas, 'engine', 'config'] },
  config: { folder: /^server\/src\/config(\.test)?\.ts$/, may: ['outbound'] },
  'server contract': {
    folder: /^server\/src\/(contract|problem|routes|csv|crm-name|table-file)(\.test)?\.ts$/,
    may: ['sdk', 'store'],
  },
  'demo erp': { folder: /^server\/src\/demo-erp\.ts$/, may: ['sdk', 'config', 'connector'] },
  main: {
    folder: /^server\/src\/main\.ts$/,
    may: [...area, ...areas, 'engine', 'http', 'config', 'connector', 'demo erp'],
  },
  'server tests': {
    folder: /^server\/test\//,
    may: [...area, ...areas, 'engine', 'http', 'config', 'connector', 'main', 'trytond', 'example apart'],
  },
  'web ui': { folder: /^web\/src\/ui\//, may: ['web i18n', 'web api', 'sdk'], node: false },
  'web api': { folder: /^web\/src\/api\//, may: ['sdk', 'web i18n'], node: false },
  'web i18n': { folder: /^web\/src\/i18n\//, may: [], node: false },
  'web shell': { folder: /^web\/src\/shell\//, may: screen, node: false },
  'web area': {
    folder: /^web\/src\/(access|crm|engine|erp|fields|quotes|sync)\//,
    may: [...screen, 'web shell'],
    node: false,
  },
  'web main': { folder: /^web\/(src\/)?[^/]+$/, may: [...screen, 'web shell', 'web area'] },
  // A connector in a process of its own, for journeys with what no ERP we have does.
  'odd erp': { folder: /^e2e\/odd-erp\//, may: ['sdk'], npm: [] },
  e2e: {
    folder: /^e2e\/(?!odd-erp\/)/,
    may: ['trytond', 'example apart'],
    npm: ['@playwright/test', '@axe-core/playwright', 'pg'],
  },
  bench: {
    folder: /^bench\//,
    may: ['trytond', 'connector', 'e2e', 'sdk', 'engine', 'crm', 'erp', 'store', 'outbound', 'server tests'],
  },
  scripts: { folder: /^scripts\//, may: [], npm: [] },
  'architecture test': { folder: /^architecture\.test\.ts$/, may: [], npm: [] },
}

const longest = 300
// Declarations only, read by looking a name up: one place is better than three.
const mayBeLonger = /(^|\/)contract\.ts$|^server\/src\/store\/tables\.ts$/
const wordsNotUsed = /^(utils?|helpers?|managers?|services?|common|entity|entities|adapters?|handlers?)$/
const impure =
  /\b(Date\.now|new Date\(\s*\)|Math\.random|Temporal\.Now|performance\.|crypto\.|process\.|console\.|fetch\(|set(Timeout|Interval|Immediate)\()/
const importStatement =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s)?(?:[^'"`;=]*?\bfrom\s*)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g

type Files = ReadonlyMap<string, string>

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
}

const isTest = (file: string) =>
  /\.test\.tsx?$/.test(file) || /^(connectors\/[^/]+|server)\/test\//.test(file)
const withoutComments = (source: string) => source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')

function rowOf(file: string): string | undefined {
  return Object.keys(rows).find((name) => rows[name]?.folder.test(file))
}

function importsOf(file: string, source: string): readonly Import[] {
  return [...withoutComments(source).matchAll(importStatement)].map(([, type, stated, dynamic]) => {
    const name = stated ?? dynamic ?? ''
    const target = name.startsWith('.') ? posix.join(posix.dirname(file), name) : name
    return { file, target, typeOnly: type !== undefined }
  })
}

/** Where a package of ours has its source; undefined for one from outside. */
function ours(name: string): string | undefined {
  if (name === '@koppel/sdk' || name.startsWith('@koppel/sdk/')) return 'sdk/src/index.ts'
  const connector = /^@koppel\/connector-([^/]+)/.exec(name)?.[1]
  return connector && `connectors/${connector}/src/index.ts`
}

function complaintsAboutImport({ file, target, typeOnly }: Import): readonly string[] {
  const from = rowOf(file)
  const row = rows[from ?? '']
  if (!row || !from) return []
  if (target.startsWith('node:')) {
    return row.node === false && !isTest(file)
      ? [`${file} imports ${target}: ${from} runs without Node.`]
      : []
  }
  const isOurs =
    ours(target) !== undefined || /^(sdk|server|web|connectors|examples|scripts|e2e|bench)\//.test(target)
  return isOurs
    ? complaintsAboutOurs({ file, target, typeOnly }, from, row)
    : complaintsAboutPackage(file, target, from, row)
}

function complaintsAboutPackage(file: string, name: string, from: string, row: Row): readonly string[] {
  const isSql = /^(kysely|pg|postgres)$/.test(name)
  if (isSql && ['http', 'main'].includes(from)) return [`${file} imports ${name}: SQL belongs to the areas.`]
  if (!row.npm || row.npm.includes(name) || isTest(file)) return []
  return [`${file} imports the package ${name}: ${from} stands on ${row.npm.join(', ') || 'nothing'}.`]
}

function complaintsAboutOurs({ file, target, typeOnly }: Import, from: string, row: Row): readonly string[] {
  const path = ours(target) ?? target
  const to = rowOf(path)
  if (path === `${file.split('/')[0]}/package.json`) return []
  if (to === undefined) return [`${file} imports ${path}, which has no row in architecture.test.ts.`]
  if (from.startsWith('web') && isContract(path)) {
    return typeOnly ? [] : [`${file} imports ${path}: the web takes types of the server only (import type).`]
  }
  const isAtHome = to === from && folderOf(file) === folderOf(path)
  if (isAtHome || from === 'server tests' || (isTest(file) && to === 'server tests')) return []
  if (!row.may.includes(to)) return [`${file} imports ${path}: ${from} may not know ${to}.`]
  return complaintsAboutDoor(file, target, to)
}

function complaintsAboutDoor(file: string, target: string, to: string): readonly string[] {
  if (target.startsWith('@koppel/')) return []
  if (['sdk', 'connector'].includes(to)) return [`${file} imports ${target} by path: use its package name.`]
  const isDoor =
    !/^server\/src\/[^/]+\//.test(target) ||
    isContract(target) ||
    /^server\/src\/([^/]+\/index|store\/tables)\.ts$/.test(target)
  return isDoor ? [] : [`${file} imports ${target}: another area is entered through its index.ts.`]
}

const isContract = (file: string) => /^server\/src\/([^/]+\/)?contract\.ts$/.test(file)
const folderOf = (file: string) =>
  /^(connectors\/[^/]+|server\/src\/[^/]+(?=\/)|server\/test|web\/src\/[^/]+(?=\/)|[^/]+)/.exec(file)?.[0]

function complaintsAboutFile(file: string, source: string): readonly string[] {
  const row = rowOf(file)
  const lines = source.trimEnd().split('\n').length
  const words = file.split('/').flatMap((part) => part.replace(/\..*$/, '').split('-'))
  const seldom = words.filter((word) => wordsNotUsed.test(word))
  const found: string[] = []
  if (row === undefined) found.push(`${file} lies in a folder that has no row in architecture.test.ts.`)
  if (lines > longest && !mayBeLonger.test(file))
    found.push(`${file} has ${lines} lines; ${longest} is the most.`)
  if (seldom.length > 0)
    found.push(`${file}: "${seldom[0]}" is not a word of ours; name it for what it holds.`)
  if ((row === 'sync' || row === 'pricing') && !isTest(file)) {
    const use = impure.exec(withoutComments(source))?.[0]
    if (use) found.push(`${file} uses ${use}: ${row} is pure; clock, dice and ids come in as arguments.`)
  }
  return found
}

/** Rows that know each other in a circle, as a sentence each. */
function complaintsAboutCycles(imports: readonly Import[]): readonly string[] {
  const knows = new Map<string, Set<string>>()
  for (const { file, target } of imports) {
    const from = rowOf(file)
    const to = rowOf(ours(target) ?? target)
    if (!from || !to || from === to || isTest(file)) continue
    knows.set(from, (knows.get(from) ?? new Set()).add(to))
  }
  const found = new Map<string, string>()
  function visit(row: string, path: readonly string[]): void {
    const start = path.indexOf(row)
    if (start >= 0) {
      const circle = path.slice(start)
      const names = [...circle].sort().join(', ')
      found.set(names, `${names} know each other in a circle: ${[...circle, row].join(' → ')}.`)
      return
    }
    for (const next of knows.get(row) ?? []) visit(next, [...path, row])
  }
  for (const row of knows.keys()) visit(row, [])
  return [...found.values()]
}

function complaints(files: Files): readonly string[] {
  const imports = [...files].flatMap(([file, source]) => importsOf(file, source))
  return [
    ...[...files].flatMap(([file, source]) => complaintsAboutFile(file, source)),
    ...imports.flatMap(complaintsAboutImport),
    ...complaintsAboutCycles(imports),
  ]
}

const notOurs = /^(node_modules|dist|docs|test-results|playwright-report|\..+)$/

function read(folder = ''): [string, string][] {
  return readdirSync(join(import.meta.dirname, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (notOurs.test(entry.name)) return []
    if (entry.isDirectory()) return read(path)
    return /\.(tsx?|mjs|js|cjs)$/.test(entry.name)
      ? [[path, readFileSync(join(import.meta.dirname, path), 'utf8')] satisfies [string, string]]
      : []
  })
}

test('the code keeps to the architecture', () => {
  const files = new Map(read())
  assert.ok(files.size > 50, 'the files were not found')
  assert.deepEqual(complaints(files), [])
})

describe('the architecture test finds', () => {
  const sideDoor = "import('../crm/search.ts')"
  // biome-ignore format: one line each reads as a table
  const planted: readonly (readonly [title: string, file: string, source: string, complaint: RegExp])[] = [
    ['a folder without a row', 'server/src/billing/a.ts', '', /no row/],
    ['a workspace without a row', 'shared/a.ts', '', /no row/],
    ['a long file', 'server/src/crm/a.ts', 'x\n'.repeat(301), /301 lines/],
    ['a word not used', 'server/src/crm/list-helper.ts', '', /"helper"/],
    ['a folder name not used', 'web/src/ui/utils/a.ts', '', /"utils"/],
    ['the clock in sync', 'server/src/sync/a.ts', 'export const now = () => Date.now()', /is pure/],
    ['a bare date in pricing', 'server/src/pricing/a.ts', 'const d = new Date()', /is pure/],
    ['Node in sync', 'server/src/sync/a.ts', `import { readFile } from 'node:fs'`, /runs without Node/],
    ['SQL in sync', 'server/src/sync/a.ts', `import { sql } from 'kysely'`, /stands on decimal\.js/],
    ['SQL in http', 'server/src/http/a.ts', `import { sql } from 'kysely'`, /belongs to the areas/],
    ['an area that knows http', 'server/src/crm/a.ts', `import { app } from '../http/index.ts'`, /crm may not know http/],
    ['an area that knows the engine', 'server/src/erp/a.ts', `import '../engine/index.ts'`, /erp may not know engine/],
    ['an engine that knows a connector', 'server/src/engine/a.ts', `import { demo } from '@koppel/connector-demo'`, /may not know connector/],
    ['a side door', 'server/src/erp/a.ts', `import { a } from '../crm/search.ts'`, /through its index\.ts/],
    ['a side door by export', 'server/src/erp/a.ts', `export {\n  a,\n} from '../crm/search.ts'`, /through its index\.ts/],
    ['a side door at run time', 'server/src/erp/a.ts', `await ${sideDoor}`, /through its index\.ts/],
    ['a connector that knows the server', 'connectors/demo/src/a.ts', `import { a } from '../../../server/src/crm/index.ts'`, /connector may not know crm/],
    ['a connector that knows another', 'connectors/demo/src/a.ts', `import { a } from '@koppel/connector-tryton'`, /connector may not know connector/],
    ['an SDK that depends on a package', 'sdk/src/a.ts', `import { z } from 'zod'`, /stands on nothing/],
    ['a web that runs server code', 'web/src/api/a.ts', `import { a } from '../../../server/src/crm/contract.ts'`, /types of the server only/],
    ['a web that knows more than contracts', 'web/src/api/a.ts', `import type { a } from '../../../server/src/crm/index.ts'`, /may not know crm/],
    ['a screen that knows another screen', 'web/src/crm/a.tsx', `import { b } from '../erp/b.tsx'`, /may not know web area/],
    ['an importer of main', 'server/src/http/a.ts', `import { run } from '../main.ts'`, /may not know main/],
    ['a journey that knows the server', 'e2e/a.spec.ts', `import { a } from '../server/src/crm/index.ts'`, /e2e may not know crm/],
  ]

  for (const [title, file, source, complaint] of planted) {
    test(title, () => assert.match(complaints(new Map([[file, source]])).join('\n'), complaint))
  }

  test('areas that know each other', () => {
    const files = new Map([
      ['server/src/crm/a.ts', `import { b } from '../erp/index.ts'`],
      ['server/src/erp/b.ts', `import type { a } from '../crm/index.ts'`],
    ])
    assert.match(complaints(files).join(), /^crm, erp know each other in a circle/)
  })

  test('nothing in what is allowed', () => {
    const files = new Map([
      ['server/src/erp/a.ts', `import { a } from '../crm/index.ts'\nimport { z } from 'zod'\n// Date.now()`],
      ['server/src/sync/a.test.ts', `import fc from 'fast-check'\nimport { test } from 'node:test'`],
      ['web/src/api/a.ts', `import type { Company } from '../../../server/src/crm/contract.ts'`],
      ['server/src/crm/b.test.ts', `import { useDatabase } from '../../test/database.ts'`],
      ['server/src/sync/b.ts', `export const at = (text: string) => new Date(text).getTime()`],
    ])
    assert.deepEqual(complaints(files), [])
  })
})
