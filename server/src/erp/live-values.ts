import { type Actor, type ActorTypeName, textIn, type Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import type { Db } from '../store/index.ts'
import { checkLink } from './access.ts'
import { type ActorField, actorFields, type LiveField, liveFields } from './actor-fields.ts'
import type { shown } from './failure.ts'
import type { ErpParts } from './parts.ts'
import { askErp } from './session.ts'
import { storableText } from './texts.ts'
import { erpItemNames } from './value-text.ts'

export interface LiveValues {
  readonly title: string
  readonly fields: LiveField[]
  readonly readAt: string
  readonly problem: ReturnType<typeof shown> | null
}

/** The "show in ERP tab" values of a linked actor: from the ERP now, else as it told them last. */
export async function readLive(
  parts: ErpParts,
  user: SignedIn,
  linkId: number,
  language: string,
): Promise<LiveValues> {
  const { db } = parts.store
  const { connectionId, actorType, actorKey } = await checkLink(db, user, linkId)
  const fields = await shownFields(db, connectionId, actorType)
  const keys = fields.map(({ key }) => key)
  try {
    const [actor] = await askErp(parts, connectionId, (session) => session.get(actorType, [actorKey], keys))
    if (!actor) throw actorGone()
    const readAt = await keep(db, linkId, actor, keys)
    const nameOf = await erpItemNames(db, connectionId)
    return { title: actor.title, fields: liveFields(fields, actor, nameOf, language), readAt, problem: null }
  } catch (error) {
    if (!(error instanceof ProblemError && error.status === 502)) throw error
    const last = await lastOf(db, { linkId, connectionId, fields, language })
    if (!last) throw error
    return { ...last, problem: shownTo(user, error, language) }
  }
}

export type LastValues = Omit<LiveValues, 'problem'>

/** The same values as the ERP told them last, without asking it; null when it has not told any yet. */
export async function readLast(
  { store: { db } }: ErpParts,
  user: SignedIn,
  linkId: number,
  language: string,
): Promise<LastValues | null> {
  const { connectionId, actorType } = await checkLink(db, user, linkId)
  const fields = await shownFields(db, connectionId, actorType)
  return await lastOf(db, { linkId, connectionId, fields, language })
}

interface Asked {
  readonly linkId: number
  readonly connectionId: number
  readonly fields: readonly ActorField[]
  readonly language: string
}

async function lastOf(db: Db, { linkId, connectionId, fields, language }: Asked): Promise<LastValues | null> {
  const told = await lastTold(db, linkId)
  if (!told) return null
  // A field that was not shown then is unknown, not blank.
  const known = fields.filter(({ key }) => Object.hasOwn(told.fields, key))
  const nameOf = await erpItemNames(db, connectionId)
  return { title: told.title, fields: liveFields(known, told, nameOf, language), readAt: told.readAt }
}

async function shownFields(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
): Promise<readonly ActorField[]> {
  return (await actorFields(db, connectionId, actorType)).filter(({ showInTab }) => showInTab)
}

type Told = Pick<Actor, 'fields' | 'title'>

/** Remembers what the ERP told, as long as the link is there. Answers when that was. */
async function keep(db: Db, linkId: number, actor: Told, keys: readonly string[]): Promise<string> {
  const at = new Date().toISOString()
  const told = Object.fromEntries(keys.map((key) => [key, storable(actor.fields[key] ?? null)]))
  await sql`
    insert into last_live_values as l (link_id, title, fields, read_at)
    select id, ${storableText(actor.title)}, ${JSON.stringify(told)}::jsonb, ${at}::timestamptz
    from link where id = ${linkId} and ended_at is null for share
    on conflict (link_id) do update set title = excluded.title, fields = excluded.fields, read_at = excluded.read_at
    where l.read_at < excluded.read_at`.execute(db)
  return at
}

async function lastTold(db: Db, linkId: number) {
  return await db
    .selectFrom('lastLiveValues')
    .select(['title', 'fields', 'readAt'])
    .where('linkId', '=', linkId)
    .executeTakeFirst()
}

function storable(value: Value): Value {
  return typeof value === 'string' ? storableText(value) : value
}

function shownTo(user: SignedIn, { code, explanation, detail }: ProblemError, language: string) {
  const title = textIn(explanation, language)
  return { code, title, detail: user.role === 'administrator' ? (detail ?? null) : null }
}

export function actorGone(): ProblemError {
  return new ProblemError(404, 'actorGone', {
    en: 'This actor no longer exists in the ERP.',
    nl: 'Deze actor bestaat niet meer in het ERP.',
  })
}
