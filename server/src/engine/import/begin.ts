import type { ActorTypeName } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn, z } from '../../contract.ts'
import { connectionsInScope, readMapping } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import { audit, type Db, type Store } from '../../store/index.ts'
import { recordTypeOf } from '../../sync/index.ts'
import type { readImportSources } from './contract.ts'
import { checkMayImport, mayNotConnect, whyNotImport } from './rights.ts'
import { usualSettings } from './settings.ts'

type Sources = z.infer<(typeof readImportSources)['responses'][200]['content']['application/json']['schema']>

/** Where this user may import from, and why not elsewhere. */
export async function readSources(db: Db, user: SignedIn, language: 'nl' | 'en'): Promise<Sources> {
  const scope = await connectionsInScope(db, user)
  const { rows } = await sql<{ id: number; name: string; types: { type: ActorTypeName; links: number }[] }>`
    select c.id, c.name, coalesce(jsonb_agg(jsonb_build_object('type', t.type, 'links',
        (select count(*) from link l where l.connection_id = c.id and l.actor_type = t.type and l.ended_at is null))
        order by array_position(array['customer', 'supplier', 'person', 'project'], t.type))
      filter (where t.type is not null), '[]') as types
    from connection c left join actor_type t on t.connection_id = c.id and t.enabled and t.in_erp
      and exists (select from erp_field f where f.connection_id = c.id and f.actor_type = t.type and f.in_erp
        and (f.to_crm or f.to_erp))
    where c.id = any(${[...scope.keys()]}::bigint[])
    group by c.id order by c.priority, c.id`.execute(db)
  return {
    blocked: await whyNotImport(db, user, language),
    connections: rows.map(({ id, name, types }) => ({
      id,
      name,
      blocked: scope.get(id)?.canConnect ? null : { code: 'mayNotConnect', title: mayNotConnect[language] },
      actorTypes: types.map(({ type, links }) => ({
        actorType: type,
        recordType: recordTypeOf[type],
        links,
      })),
    })),
  }
}

/** Begins an import, and answers its id. */
export async function beginImport(
  store: Store,
  user: SignedIn,
  { connectionId, actorType }: { readonly connectionId: number; readonly actorType: ActorTypeName },
): Promise<number> {
  await checkMayImport(store.db, user, connectionId)
  const mapping = await readMapping(store.db, connectionId, actorType)
  if (!mapping?.enabled || mapping.fields.length === 0) throw notFound()
  return await store.transaction(async (tx) => {
    const { id } = await tx
      .insertInto('import')
      .values({
        connectionId,
        actorType,
        settings: JSON.stringify(usualSettings(mapping.recordType)),
        createdBy: user.id,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, {
      ...{ userId: user.id, action: 'beginImport', subject: `import/${id}` },
      new: { connectionId, actorType },
    })
    return id
  })
}
