import { setImmediate as nextTurn } from 'node:timers/promises'

/** Short enough that somebody who needs a score of turns, one for each answer of PostgreSQL, hardly notices. */
const turnMs = 5

/** Works while PostgreSQL does: what is asked has left before the work begins. */
export async function beside<Answer, Result>(
  asked: Promise<Answer>,
  work: () => Promise<Result>,
): Promise<readonly [Answer, Result]> {
  return await Promise.all([asked, nextTurn().then(work)])
}

/**
 * As `flatMap`, in several turns of the event loop if it takes long: the same process answers people, who do not wait
 * until a whole page is worked out.
 */
export async function inTurns<One, Result>(
  all: Iterable<One>,
  each: (one: One) => readonly Result[],
): Promise<Result[]> {
  const results: Result[] = []
  let began = performance.now()
  for (const one of all) {
    for (const result of each(one)) results.push(result)
    if (performance.now() - began < turnMs) continue
    await nextTurn()
    began = performance.now()
  }
  return results
}
