import { sql } from 'kysely'
import type { z } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { type LinkOfRecord, linksOf } from '../acting.ts'
import { readRecords } from '../records.ts'
import type { mergeClash } from './contract.ts'

/** Links of two records that cannot both stay: a record has at most one link in a connection. */
export function clashesIn(links: readonly LinkOfRecord[]): readonly (readonly LinkOfRecord[])[] {
  return [...Map.groupBy(links, ({ connectionId }) => connectionId).values()].filter((own) => own.length > 1)
}

/** What merging would do. `visible`: the connections whose names may be told. */
export async function outlookOfMerge(
  db: Db,
  recordType: RecordType,
  { id, otherId }: { readonly id: number; readonly otherId: number },
  visible: ReadonlyMap<number, unknown>,
) {
  const records = await readRecords(db, recordType, [id, otherId])
  if ([id, otherId].some((one) => records.get(one)?.deletedAt !== null)) throw notFound()
  const links = await linksOf(db, recordType, [id, otherId])
  const clashes = clashesIn(links)
  const { rows } = await sql<{ persons: number; projects: number }>`
    select (select count(*) from person where company_id = ${otherId} and ${recordType} = 'company') as persons,
      (select count(*) from project where company_id = ${otherId} and ${recordType} = 'company') as projects`.execute(
    db,
  )
  const names = await connectionNames(db, clashes.flat())
  return {
    persons: rows[0]?.persons ?? 0,
    projects: rows[0]?.projects ?? 0,
    links: links.filter((link) => link.recordId === otherId).length,
    clashes: clashes.map((own): z.infer<typeof mergeClash> => {
      const connectionId = own[0]?.connectionId ?? 0
      if (!visible.has(connectionId)) return { connection: null, links: [] }
      return {
        connection: { id: connectionId, name: names.get(connectionId) ?? '' },
        links: own.map(({ connectionId: _, brokenAt, actorType, ...link }) => ({
          ...link,
          actorType: actorType as 'customer' | 'supplier' | 'person' | 'project',
          broken: brokenAt !== null,
        })),
      }
    }),
  }
}

async function connectionNames(db: Db, links: readonly LinkOfRecord[]): Promise<ReadonlyMap<number, string>> {
  const ids = links.map(({ connectionId }) => connectionId)
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from connection where id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
