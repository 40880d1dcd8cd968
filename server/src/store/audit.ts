import { AsyncLocalStorage } from 'node:async_hooks'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export interface Audited {
  /** Nobody: the system itself, or somebody who is not signed in. */
  readonly userId: string | null
  /** A verb in camelCase: `signIn`, `changeUser`, `activateConnection`. */
  readonly action: string
  /** What it was done to: `user/<id>`, `connection/7`. */
  readonly subject: string
  readonly old?: unknown
  readonly new?: unknown
}

// Held beside the call, not handed down to it: no place that writes an audit row can forget to name the key.
const withKey = new AsyncLocalStorage<number>()

/** What `work` does is done with this API key: each audit row it writes names it. */
export function auditedWithKey<T>(apiKeyId: number, work: () => T): T {
  return withKey.run(apiKeyId, work)
}

/** Writes who did what in the transaction that does it. The values must hold no secrets. */
export async function audit(tx: Kysely<Tables>, entry: Audited): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
  await tx
    .insertInto('audit')
    .values({
      userId: entry.userId,
      apiKeyId: withKey.getStore() ?? null,
      action: entry.action,
      subject: entry.subject,
      oldValue: json(entry.old),
      newValue: json(entry.new),
    })
    .execute()
}
