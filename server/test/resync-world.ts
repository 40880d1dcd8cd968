import { sql } from 'kysely'
import { queueLongWork } from '../src/engine/long-work/queue.ts'
import { connect, edit, inCrm, inErp, type Line, type Linked, linked, type World } from './engine-world.ts'

const lines: readonly Line[] = [
  ['NAME', 'name'],
  ['PHONE', 'phone', 'both', 'ask'],
  ['EMAIL', 'email', 'toCrm'],
  ['STREETCITY', 'streetCity', 'toErp'],
]

export type Kind = 'resyncToCrm' | 'resyncToErp'

/** Two companies in step with the ERP, and what a test of a resync does with them. */
export function resyncWorld(world: World) {
  async function inSync() {
    const id = await connect(world, lines)
    const one = async (name: string) => {
      const erp = { NAME: name, PHONE: '1', EMAIL: 'a@b.example', STREETCITY: 'Kiel' }
      const crm = { name, phone: '1', email: 'a@b.example', streetCity: 'Kiel' }
      return await linked(world, id, erp, crm)
    }
    const [first, second] = [await one('Acme'), await one('Bert')]
    await world.pass(id)
    return { connectionId: id, acme: first, bert: second }
  }

  async function queue(connectionId: number, kind: Kind, options: object = {}): Promise<number> {
    return await queueLongWork(world.db.db, { connectionId, kind, options, requestedBy: 'test' })
  }

  async function runOf(id: number) {
    return await world.db.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  }
  /** Both sides hold another value, and count as agreed. */
  async function apart(one: Linked, erp: string | null, crm: string | null): Promise<void> {
    world.erp.edit('customer', one.key, { PHONE: erp })
    await edit(world, one.recordId, { phone: crm })
    await sql`update link set base = jsonb_set(base, '{PHONE}', ${JSON.stringify([erp, crm])}::jsonb)
    where id = ${one.linkId}`.execute(world.db.db)
  }

  async function values(one: Linked) {
    return {
      erp: [inErp(world, one.key, 'PHONE') ?? null, inErp(world, one.key, 'STREETCITY')],
      crm: [await inCrm(world, one.recordId, 'phone'), await inCrm(world, one.recordId, 'streetCity')],
    }
  }

  return { inSync, queue, runOf, apart, values }
}
