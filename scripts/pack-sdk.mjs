import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from './run.mjs'

// What is published of the SDK: Node runs no TypeScript out of node_modules, so it goes out as JavaScript with types.
// `node scripts/pack-sdk.mjs FOLDER` puts the package there and prints its path.

const target = resolve(process.argv[2] ?? '.')
const sdk = join(root, 'sdk')
const staging = mkdtempSync(join(tmpdir(), 'koppel-sdk-'))
try {
  const { exports, ...about } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'))
  const built = (file) => file.replace('./src/', './dist/').replace(/\.ts$/, '')
  const published = Object.entries(exports).map(([name, file]) => [
    name,
    { types: `${built(file)}.d.ts`, default: `${built(file)}.js` },
  ])
  writeFileSync(
    join(staging, 'package.json'),
    `${JSON.stringify({ ...about, exports: Object.fromEntries(published), files: ['dist'] }, null, 2)}\n`,
  )
  cpSync(join(sdk, 'README.md'), join(staging, 'README.md'))
  cpSync(join(root, 'LICENSE'), join(staging, 'LICENSE'))
  const tests = readdirSync(join(sdk, 'src'), { recursive: true }).filter((file) => file.endsWith('.test.ts'))
  writeFileSync(
    join(staging, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        rewriteRelativeImportExtensions: true,
        rootDir: join(sdk, 'src'),
        outDir: join(staging, 'dist'),
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: [join(sdk, 'src')],
      exclude: tests.map((file) => join(sdk, 'src', file)),
    }),
  )
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', staging], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  rmSync(join(staging, 'tsconfig.json'))
  mkdirSync(target, { recursive: true })
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', target], {
    cwd: staging,
    encoding: 'utf8',
  })
  process.stdout.write(`${join(target, packed.trim())}\n`)
} finally {
  rmSync(staging, { recursive: true, force: true })
}
