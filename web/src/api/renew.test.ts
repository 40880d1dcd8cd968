import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { renew } from './renew.ts'

/** A query on the screen whose answers arrive when the test says so. */
function shown(queries: QueryClient, queryKey: readonly string[] = ['work']) {
  const answers: ((value: string) => void)[] = []
  const observer = new QueryObserver(queries, {
    queryKey,
    queryFn: () => new Promise<string>((answer) => void answers.push(answer)),
  })
  const close = observer.subscribe(() => undefined)
  return {
    asked: () => answers.length,
    async answer(value: string) {
      answers.at(-1)?.(value)
      // What depends on the answer runs before the next turn of the loop.
      await new Promise((resolve) => setImmediate(resolve))
    },
    value: () => observer.getCurrentResult().data,
    [Symbol.dispose]() {
      close()
      queries.clear()
    },
  }
}

test('asks anew for what is shown', async () => {
  const queries = new QueryClient()
  using work = shown(queries)
  await work.answer('queued')

  renew(queries)
  await work.answer('done')

  assert.equal(work.value(), 'done')
})

test('asks once more when the first answer was on its way, as it may be older than the change', async () => {
  const queries = new QueryClient()
  using work = shown(queries)

  renew(queries)
  await work.answer('queued')
  assert.equal(work.value(), 'queued')
  await work.answer('done')

  assert.equal(work.value(), 'done')
})

test('shows each answer, however fast the changes come, and asks once for all that came meanwhile', async () => {
  const queries = new QueryClient()
  using work = shown(queries)
  await work.answer('1')

  renew(queries)
  renew(queries)
  renew(queries)
  await work.answer('2')

  assert.equal(work.value(), '2')
  assert.equal(work.asked(), 3)
  await work.answer('3')
  assert.equal(work.value(), '3')
  assert.equal(work.asked(), 3)
})

test('leaves alone what the change does not concern', async () => {
  const queries = new QueryClient()
  using work = shown(queries)
  await work.answer('queued')

  renew(queries, ({ queryKey }) => queryKey[0] === 'records')

  assert.equal(work.asked(), 1)
})
