import { existsSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { giveUp, run, step } from './run.mjs'

// What the tests need from outside npm: a browser, and the ERP Tryton.

const trytonModules = ['party', 'party_relationship', 'product', 'project', 'sale', 'sale_price_list']

const askPython = `
import importlib.util, os, sys
spec = importlib.util.find_spec('trytond')
if spec is None: sys.exit(1)
folder = os.path.join(os.path.dirname(spec.origin), 'modules')
names = set(os.listdir(folder))
try:
    from importlib.metadata import entry_points
    names |= {point.name for point in entry_points(group='trytond.modules')}
except TypeError:
    pass
sys.exit(0 if names >= set(sys.argv[1:]) else 1)`

export const parts = {
  chromium: {
    title: 'Chromium',
    packages: ['chromium'],
    async isThere() {
      return (await findChromium()) !== undefined
    },
  },
  tryton: {
    title: 'Tryton 6.0 with its modules',
    packages: [
      'tryton-server',
      ...trytonModules.map((name) => `tryton-modules-${name.replaceAll('_', '-')}`),
    ],
    async isThere() {
      if ((await run('trytond-admin', ['--help'])).code !== 0) return false
      return (await run(await trytonPython(), ['-c', askPython, ...trytonModules])).code === 0
    },
  },
}

/** The Python that Tryton runs on; the first one in the path may be another without it. */
async function trytonPython() {
  const { output } = await run('sh', ['-c', 'head -n 1 "$(command -v trytond-admin)"'])
  return /^#!\s*(\S*python\S*)\s*$/m.exec(output)?.[1] ?? 'python3'
}

export async function findChromium() {
  const given = process.env.CHROMIUM
  if (given) return existsSync(given) ? given : undefined
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const { code, output } = await run('sh', ['-c', `command -v ${name}`])
    if (code === 0) return output.trim()
  }
  return undefined
}

/** Makes sure of the parts named; returns a sentence for each that is missing and cannot be installed here. */
export async function provide(names) {
  const missing = []
  for (const name of names) if (!(await parts[name].isThere())) missing.push(name)
  if (missing.length === 0) return {}

  const packages = missing.flatMap((name) => parts[name].packages)
  const failure = (await mayInstall()) ? await aptInstall(packages) : 'installing it takes root and apt'
  const absent = {}
  for (const name of missing) {
    const { title, packages: own, isThere } = parts[name]
    if (await isThere()) continue
    absent[name] = `${title} is missing (${failure}). Get it with: sudo apt-get install -y ${own.join(' ')}`
  }
  return absent
}

async function mayInstall() {
  return process.getuid?.() === 0 && (await run('sh', ['-c', 'command -v apt-get'])).code === 0
}

async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return await step(`Installing ${packages.join(' ')} from Debian`, async () => {
    const update = await run('apt-get', ['update', '-q'], { env })
    const install = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
      env,
    })
    if (install.code === 0) return 'it was installed but does not run'
    return `apt-get failed: ${(update.code ? update.output : install.output).trim().split('\n').slice(-3).join(' ')}`
  })
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const absent = Object.values(await provide(Object.keys(parts)))
  if (absent.length > 0) giveUp(absent.join('\n'))
}
