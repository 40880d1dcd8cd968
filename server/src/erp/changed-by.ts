import type { Db } from '../store/index.ts'

interface Change {
  readonly changedAt: string | null
  readonly changedBy: string | null
}

/** Who saved something last and when, as a screen says it; null: nobody yet. */
export function changedBy({ changedAt, changedBy }: Change, names: ReadonlyMap<string, string>) {
  return changedAt === null ? null : { by: names.get(changedBy ?? '') ?? null, at: changedAt }
}

export async function namesOfUsers(
  db: Db,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)].filter((id) => id !== null)
  if (asked.length === 0) return new Map()
  const users = await db.selectFrom('appUser').select(['id', 'name']).where('id', 'in', asked).execute()
  return new Map(users.map(({ id, name }) => [id, name]))
}
