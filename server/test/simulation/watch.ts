import { sql } from 'kysely'
import { readRecords } from '../../src/crm/index.ts'
import { FEW_LINKS } from '../../src/sync/index.ts'
import { crmFieldsUsed } from './fields.ts'
import type { World } from './world.ts'

interface Standing {
  readonly code: string | null
  readonly broken: number
  readonly lastLog: number
  readonly confirmed: number
  readonly told: number
}

/** I15: whatever would empty or break too many links in one go does nothing of it before somebody was asked. */
export async function watched<T>(world: World, work: () => Promise<T>): Promise<T> {
  const fared = await asking(world, work)
  if (world.schedule.noted !== undefined) world.noted.push(await held(world, world.schedule.noted))
  return fared
}

/** What both sides hold of the first so many pairs. */
async function held({ ground, pairs, erp }: World, count: number): Promise<string> {
  const first = pairs.slice(0, count)
  const ids = first.map(({ recordId }) => recordId)
  const records = await readRecords(ground.store.db, 'company', ids)
  return JSON.stringify(
    first.map(({ key, recordId }) => {
      const fields = records.get(recordId)?.fields ?? {}
      return [erp.actors.get(key)?.fields, crmFieldsUsed.map((field) => fields[field] ?? null)]
    }),
  )
}

async function asking<T>(world: World, work: () => Promise<T>): Promise<T> {
  const { links } = world.schedule
  // So few are never too many.
  if (links <= FEW_LINKS) return await work()
  const before = await standing(world)
  const fared = await work()
  const after = await standing(world)
  const blanked = await blankedSince(world, before.lastLog)
  const lost = blanked + after.broken - before.broken
  const complain = (what: string) => world.violations.push(`I15 ${what}`)
  if (before.confirmed === 0 && lost > Math.max(FEW_LINKS, links * 0.05))
    complain(`${lost} of ${links} links were emptied or broken and nobody was asked`)
  if (after.code === 'breaker' && lost > 0) complain(`who stopped to ask had emptied or broken ${lost} links`)
  if (after.code === 'breaker' && after.told > before.told) complain('who stopped to ask told the ERP')
  return fared
}

async function standing({ ground, connectionId, erp, beside }: World): Promise<Standing> {
  const { rows } = await sql<Omit<Standing, 'told'>>`
    select state_reason->>'code' as code,
      (select count(*) from link where connection_id = c.id and ended_at is null and broken_at is not null) as broken,
      (select coalesce(max(id), 0) from sync_log) as last_log,
      (select count(*) from suspect where connection_id = c.id and confirmed_at is not null) as confirmed
    from connection c where id = ${connectionId}`.execute(ground.store.db)
  const told = [...erp.changes, ...(beside?.erp.changes ?? [])].filter(({ by }) => by === 'engine').length
  return { ...(rows[0] ?? { code: null, broken: 0, lastLog: 0, confirmed: 0 }), told }
}

async function blankedSince({ ground, connectionId }: World, lastLog: number): Promise<number> {
  const { rows } = await sql<{ links: number }>`
    select count(distinct link_id) as links from sync_log
    where connection_id = ${connectionId} and id > ${lastLog} and direction = 'toCrm' and new_value is null
      and old_value is not null and rule in ('erpChanged', 'newest', 'noTime', 'erpWins')`.execute(
    ground.store.db,
  )
  return rows[0]?.links ?? 0
}
