import assert from 'node:assert/strict'
import type pg from 'pg'

/**
 * Takes a file a part at a time; the database may be asked for one page beside the one that is taken, and no more.
 *
 * Counts what is asked, not memory: what was not read cannot be held.
 */
export async function assertReadAsTaken(
  pool: pg.Pool,
  open: () => Promise<ReadableStream<Uint8Array> | null>,
) {
  let questions = 0
  const count = () => {
    questions += 1
  }
  pool.on('acquire', count)
  try {
    const reader = (await open())?.getReader()
    assert.ok(reader)
    const afterParts: number[] = []
    for (let part = 0; part < 6; part++) {
      const taken: { done: boolean } = await reader.read()
      assert.equal(taken.done, false, 'the file is longer than what is taken of it')
      await untilQuiet(pool)
      afterParts.push(questions)
    }
    // Each part costs what one page costs, however long nobody takes more; the first, what it takes to begin as well.
    const each = afterParts.map((now, at) => now - (afterParts[at - 1] ?? 0))
    const most = each.map((_, at) => (at === 0 ? questionsToBegin : questionsOfPage))
    assert.ok(
      each.every((asked, at) => asked <= (most[at] ?? 0)),
      `questions, part by part: ${each}`,
    )
    await reader.cancel()
    await untilQuiet(pool)
    assert.ok(questions - (afterParts.at(-1) ?? 0) <= questionsOfPage, 'nothing is read for nobody')
  } finally {
    pool.off('acquire', count)
  }
}

const questionsToBegin = 20
const questionsOfPage = 10

/** Until nobody has held or wanted a connection for a good while: whoever reads ahead goes on. */
async function untilQuiet(pool: pg.Pool): Promise<void> {
  for (let quiet = 0; quiet < 200; quiet++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (pool.idleCount < pool.totalCount || pool.waitingCount > 0) quiet = 0
  }
}
