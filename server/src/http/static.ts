import { readFile, stat } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import type { Context } from 'hono'
import { accepts } from './compress.ts'
import type { HttpEnv } from './env.ts'
import { answerNotFound } from './problems.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Serves the built web from `folder`; every address that is no file is a screen of the one page. */
export function staticWeb(folder: string) {
  const root = resolve(folder)

  return async (c: Context<HttpEnv>): Promise<Response> => {
    const isPage = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!isPage || c.req.path.startsWith('/api/')) return answerNotFound(c)
    const file = await findFile(root, c.req.path)
    if (file !== undefined && extname(file) !== '.html') return asset(c, file)
    if (extname(c.req.path) !== '' && file === undefined) return answerNotFound(c)
    return page(c, root)
  }
}

async function findFile(root: string, path: string): Promise<string | undefined> {
  const file = join(root, decoded(path))
  if (!file.startsWith(root + sep) || file.includes('\0')) return undefined
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() ? file : undefined
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

async function asset(c: Context<HttpEnv>, file: string): Promise<Response> {
  // Vite puts a hash of the content into the name of each file below assets/.
  const immutable = c.req.path.startsWith('/assets/')
  const small = await compressedFile(file, c.req.header('accept-encoding'))
  return c.body(small?.body ?? (await readFile(file)), 200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    ...(small ? { 'content-encoding': small.encoding } : {}),
  })
}

/** As the build left it beside the file (web/precompress.ts), in the best encoding the browser takes. */
async function compressedFile(file: string, accepted: string | undefined) {
  for (const { encoding, ending } of encodings) {
    if (!accepts(accepted, encoding)) continue
    const body = await readFile(`${file}${ending}`).catch(() => undefined)
    if (body) return { body, encoding }
  }
  return undefined
}

const encodings = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const

async function page(c: Context<HttpEnv>, root: string): Promise<Response> {
  const html = await readFile(join(root, 'index.html'), 'utf8').catch(() => notBuilt)
  return c.html(html.replaceAll('__CSP_NONCE__', c.get('nonce')), 200, { 'cache-control': 'no-store' })
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Koppel</title>
<p>The web is not built yet. Run <code>npm run build -w web</code>, or start with <code>npm start</code>.</p></html>`
