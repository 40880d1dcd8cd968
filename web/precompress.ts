import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const texts = new Set(['.css', '.js', '.json', '.svg'])
const worthwhile = 1_024

/** Puts a `.br` and a `.gz` beside each file the server may answer with; it never compresses these itself. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true })
      await Promise.all(
        files.filter((file) => texts.has(extname(file))).map((file) => small(join(folder, file))),
      )
    },
  }
}

async function small(file: string): Promise<void> {
  const plain = await readFile(file)
  if (plain.length < worthwhile) return
  await writeFile(`${file}.br`, await promisify(brotliCompress)(plain))
  await writeFile(`${file}.gz`, await promisify(gzip)(plain, { level: 9 }))
}
