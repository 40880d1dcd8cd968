import { type ActorTypeName, ConnectorError, type Draft, type Outcome } from '@koppel/sdk'
import type { Call } from './session.ts'

const mostAtOnce = 500

/**
 * Creates go as POST, updates as PATCH, each in batches; the outcomes come back in the order of the drafts.
 *
 * The ERP takes a batch whole or not at all. If one fails after another was taken, or nobody knows whether it
 * was, its drafts are `unknown`: an exception would deny what was already written.
 */
export async function writeDrafts(
  call: Call,
  type: ActorTypeName,
  drafts: readonly Draft[],
  fields: readonly string[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  let taken = false

  for (const { method, indexes } of batches(drafts)) {
    const batch = indexes.map((index) => drafts[index])
    const answers = await sendBatch(call, method, `/actors/${type}`, { drafts: batch, fields }, taken)
    if (answers instanceof ConnectorError) {
      for (const index of indexes) outcomes[index] = { kind: 'unknown', detail: answers.message }
    } else {
      for (const [n, index] of indexes.entries()) {
        outcomes[index] = answers[n] ?? { kind: 'unknown', detail: 'the answer is too short' }
      }
    }
    taken = true
  }
  return outcomes
}

function batches(drafts: readonly Draft[]): { method: string; indexes: number[] }[] {
  const found: { method: string; indexes: number[] }[] = []
  for (const kind of ['create', 'update'] as const) {
    const indexes = drafts.flatMap((draft, index) => (draft.kind === kind ? [index] : []))
    for (let start = 0; start < indexes.length; start += mostAtOnce) {
      found.push({
        method: kind === 'create' ? 'POST' : 'PATCH',
        indexes: indexes.slice(start, start + mostAtOnce),
      })
    }
  }
  return found
}

async function sendBatch(
  call: Call,
  method: string,
  path: string,
  body: unknown,
  taken: boolean,
): Promise<readonly Outcome[] | ConnectorError> {
  try {
    return (await call<{ outcomes: readonly Outcome[] }>(method, path, body)).outcomes
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (taken || maybeTaken(error)) return error
    throw error
  }
}

// Without an answer, or with a failure inside the ERP, the batch may be there all the same.
function maybeTaken({ kind, message }: ConnectorError): boolean {
  return kind === 'unavailable' && !/HTTP (429|503)|ECONNREFUSED/.test(message)
}
