import { registerHooks } from 'node:module'
import { mutants } from './mutants.ts'

/** Plants a bug in what is imported from now on. */
export function plant(name: string): void {
  const mutant = mutants.find((one) => one.name === name)
  if (!mutant) throw new Error(`There is no mutant "${name}"`)
  let planted = false
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith(`/server/src/${mutant.file}`) || !loaded.source) return loaded
      const source = loaded.source.toString()
      if (!source.includes(mutant.find))
        throw new Error(`"${name}" finds nothing to change in ${mutant.file}`)
      planted = true
      return { ...loaded, source: source.replace(mutant.find, () => mutant.put) }
    },
  })
  process.once('exit', () => {
    if (!planted) console.error(`"${name}" was never planted: ${mutant.file} was not imported`)
  })
}
