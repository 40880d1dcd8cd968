import type { Actor, Search } from '@koppel/sdk'
import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import { newActorFields } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { CreateKnown } from '../../store/tables.ts'
import { type Found, foundAmong, type ToldField, textsToLookFor } from '../../sync/index.ts'
import type { Erp } from '../erp-calls.ts'
import type { Intent } from './intents.ts'

// Looking for an actor whose making was not answered, in an ERP that keeps no marker of it.

/** How many actors are looked through for each text. */
const mostHits = 200
const mostTexts = 3
const nameBegins = 24
/** The ERP's clock may go wrong by so much. */
const clocksDifferByMs = 60 * 60_000

/** Actors that look like the one to be made; undefined if the ERP cannot be searched for it. */
export async function lookAlikes(
  db: Db,
  erp: Erp,
  intent: Intent,
): Promise<{ readonly actors: readonly Actor[]; readonly complete: boolean } | undefined> {
  const told = await toldFields(db, intent)
  const fields = told.map(({ key }) => key)
  const searches = searchesFor(told, intent, fields)
  const found: Actor[] = []
  let complete = true
  for (const search of searches) {
    const hits = await searchIn(erp, intent, search)
    if (!hits) return undefined
    found.push(...hits.actors)
    complete &&= hits.next === undefined
  }
  return searches.length === 0 ? undefined : { actors: found, complete }
}

/** The actors that were there before the ERP is told: none of them can be what it makes. */
export async function knownBefore(db: Db, erp: Erp, intent: Intent): Promise<CreateKnown> {
  const alikes = await lookAlikes(db, erp, intent)
  if (!alikes) return { keys: [], complete: false }
  return { keys: [...new Set(alikes.actors.map(({ key }) => key))], complete: alikes.complete }
}

/** Who of the actors in the ERP may be the one that was made; undefined if it cannot be searched for. */
export async function findMade(db: Db, erp: Erp, intent: Intent): Promise<Found | undefined> {
  const alikes = await lookAlikes(db, erp, intent)
  if (!alikes) return undefined
  const known = intent.known ?? { keys: [], complete: false }
  const sent = Date.parse(intent.sentAt ?? intent.createdAt)
  return foundAmong(alikes.actors, {
    fields: await toldFields(db, intent),
    sent: intent.fields,
    parent: intent.parent ?? undefined,
    known: { ...known, complete: known.complete && alikes.complete },
    linked: await linkedAmong(db, intent, alikes.actors),
    notBefore: new Date(sent - clocksDifferByMs).toISOString(),
  })
}

/** What is known of the fields of which the ERP was told a value. */
export async function toldFields(db: Db, { connectionId, actorType, fields }: Intent): Promise<ToldField[]> {
  const known = await newActorFields(db, connectionId, actorType)
  return known.filter(({ key }) => Object.hasOwn(fields, key))
}

/** By its name as a person would look for it, and by what tells it apart. */
function searchesFor(told: readonly ToldField[], intent: Intent, fields: readonly string[]): Search[] {
  const texts = textsToLookFor({ fields: told, sent: intent.fields })
  const name = texts.find(({ shape }) => shape.mandatory) ?? texts[0]
  if (!name) return []
  const telling = texts.filter((field) => field.searchable && field !== name).slice(0, mostTexts - 1)
  const textOf = ({ key }: ToldField) => String(intent.fields[key])
  return [
    // Its beginning finds it also where the ERP cuts or completes names.
    { text: Array.from(textOf(name)).slice(0, nameBegins).join('').trim(), limit: mostHits, fields },
    ...telling.map(
      (field): Search => ({
        criteria: [{ field: field.key, operator: 'equals', values: [textOf(field)] }],
        limit: mostHits,
        fields,
      }),
    ),
  ]
}

async function searchIn(erp: Erp, { actorType }: Intent, search: Search) {
  try {
    return await erp.search(actorType, search)
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'unsupported') return undefined
    throw error
  }
}

async function linkedAmong(db: Db, { connectionId, actorType }: Intent, actors: readonly Actor[]) {
  const { rows } = await sql<{ actorKey: string }>`
    select actor_key from link where connection_id = ${connectionId} and actor_type = ${actorType}
      and actor_key = any(${actors.map(({ key }) => key)}::text[]) and ended_at is null`.execute(db)
  return new Set(rows.map(({ actorKey }) => actorKey))
}
