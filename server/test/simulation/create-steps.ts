import { sql } from 'kysely'
import { type Intent, readIntent } from '../../src/engine/create/intents.ts'
import { planIntent } from '../../src/engine/create/plan-intent.ts'
import { ProblemError } from '../../src/problem.ts'
import type { Complain } from './check-rest.ts'
import { type CreateStep, maker } from './creations.ts'
import { isLocked } from './steps.ts'
import type { World } from './world.ts'

// Having actors made of companies, and what must be true of it.

/** Somebody asks for an actor; undefined if that is refused, or nothing is asked for here. */
export async function askFor(world: World, { which }: CreateStep): Promise<Intent | undefined> {
  const creation = world.creations[which % Math.max(1, world.creations.length)]
  if (!creation) return undefined
  try {
    const wish = {
      connectionId: world.connectionId,
      actorType: 'customer',
      recordId: creation.recordId,
    } as const
    const intent = await planIntent(world.ground.store, maker, { ...wish, values: {}, without: [] })
    creation.intents.add(intent.id)
    return intent
  } catch (error) {
    if (!(error instanceof ProblemError) && !isLocked(error)) throw error
    world.trace.push(`  refused: ${error instanceof ProblemError ? error.code : 'locked'}`)
    return undefined
  }
}

/** Whether something is still under way. */
export async function isUnderWay({ ground, connectionId }: World): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (select from create_intent where connection_id = ${connectionId}
      and state in ('planned', 'sent')) as open`.execute(ground.store.db)
  return rows[0]?.open === true
}

/** I5, I7: of each wish at most one actor, and in the end one that is linked, unless the ERP refused or nobody can know. */
export async function checkCreations(world: World, complain: Complain): Promise<void> {
  const { db } = world.ground.store
  for (const { name, recordId, intents } of world.creations) {
    for (const id of intents) {
      const intent = await readIntent(db, id)
      if (!intent) complain(`the intent of ${name} is no longer there`)
      else checkIntent(world, name, intent, complain)
    }
    const { rows } = await sql<{ links: number }>`
      select count(*) as links from link where connection_id = ${world.connectionId} and record_type = 'company'
        and record_id = ${recordId} and ended_at is null`.execute(db)
    if ((rows[0]?.links ?? 0) > 1) complain(`I7 ${name} is linked twice`)
  }
  const { rows: twice } = await sql<{ actorKey: string }>`
    select actor_key from link where connection_id = ${world.connectionId} and ended_at is null
    group by actor_type, actor_key having count(*) > 1`.execute(db)
  for (const { actorKey } of twice) complain(`I7 ${actorKey} is linked twice`)
}

function checkIntent(world: World, name: string, intent: Intent, complain: Complain): void {
  const made = world.erp.made.filter((one) => one.id === intent.id)
  if (made.length > 1) complain(`I5 ${made.length} actors were made of one wish (${name})`)
  switch (intent.state) {
    case 'planned':
    case 'sent':
      complain(`I5 ${name} is still under way (${intent.state})`)
      return
    case 'refused':
    case 'cancelled':
      if (made.length > 0) complain(`I5 ${name} was made although its intent is ${intent.state}`)
      return
    case 'unknown':
      if (!mayBeUnknown(world)) complain(`I5 it could have been found out whether ${name} was made`)
      return
    case 'confirmed':
      if (made.length === 0) complain(`I5 ${name} counts as made and is not there`)
      else if (intent.actorKey !== made[0]?.key)
        complain(`I5 ${name} is linked to ${intent.actorKey}, another actor`)
  }
}

/** The ERP keeps no marker, and it cannot be searched, or it changed what it was given. */
function mayBeUnknown({ schedule }: World): boolean {
  const { making, personality } = schedule
  return !making?.marker && (!making?.search || personality.rewrites)
}
