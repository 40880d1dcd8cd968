import assert from 'node:assert/strict'
import type pg from 'pg'

type Open = () => Promise<ReadableStream<Uint8Array> | null>

/**
 * Takes only the beginning of a file, six parts of at least fifteen: the database is asked for that and for what is
 * prepared beside it, not for the whole.
 *
 * Counts what is asked, not memory: what was not read cannot be held.
 */
export async function assertReadAsTaken(pool: pg.Pool, open: Open) {
  const whole = await questionsFor(pool, open, Number.POSITIVE_INFINITY)
  const beginning = await questionsFor(pool, open, 6)

  assert.ok(beginning <= whole / 2, `${beginning} questions for six parts, ${whole} for all of them`)
}

async function questionsFor(pool: pg.Pool, open: Open, parts: number): Promise<number> {
  let questions = 0
  const count = () => {
    questions += 1
  }
  pool.on('acquire', count)
  try {
    const reader = (await open())?.getReader()
    assert.ok(reader)
    let taken = 0
    while (taken < parts && !(await reader.read()).done) {
      taken += 1
      if (Number.isFinite(parts)) await untilQuiet(pool)
    }
    assert.ok(taken === parts || taken >= 15, `the file has only ${taken} parts`)
    await reader.cancel()
    await untilQuiet(pool)
    return questions
  } finally {
    pool.off('acquire', count)
  }
}

/** Until nobody has held or wanted a connection for a good while: whoever reads ahead goes on. */
async function untilQuiet(pool: pg.Pool): Promise<void> {
  for (let quiet = 0; quiet < 200; quiet++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (pool.idleCount < pool.totalCount || pool.waitingCount > 0) quiet = 0
  }
}
