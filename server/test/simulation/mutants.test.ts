import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { mutants } from './mutants.ts'

const source = join(import.meta.dirname, '..', '..', 'src')

test('each bug that can be planted still has its place in the source', () => {
  const lost = mutants.filter(({ file, find }) => !readFileSync(join(source, file), 'utf8').includes(find))
  assert.deepEqual(
    lost.map(({ name }) => name),
    [],
  )
})
