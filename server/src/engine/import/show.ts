import { type RawBuilder, sql } from 'kysely'
import { notFound, type z } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import type { ImportSettings, ImportTable } from '../../store/tables.ts'
import { recordTypeOf } from '../../sync/index.ts'
import { shownLongWork } from '../long-work/show.ts'
import type { importOf } from './contract.ts'
import { toDo, undecided } from './to-do.ts'

export type ShownImport = z.infer<typeof importOf>
type Language = 'nl' | 'en'

interface Row {
  readonly id: number
  readonly connectionId: number
  readonly connectionName: string
  readonly actorType: ImportTable['actorType']
  readonly state: ShownImport['state']
  readonly settings: ImportSettings
  readonly createdBy: string
  readonly createdName: string
  readonly createdAt: string
  readonly createdSelection: number | null
  readonly updatedSelection: number | null
}

export async function shownImport(db: Db, id: number, language: Language): Promise<ShownImport> {
  const [found] = await shownImports(db, sql`i.id = ${id}`, language)
  if (!found) throw notFound()
  return found
}

/** The newest imports of these, with what is under way. */
export async function shownImports(
  db: Db,
  where: RawBuilder<unknown>,
  language: Language,
): Promise<ShownImport[]> {
  const { rows } = await sql<Row>`
    select i.id, i.connection_id, c.name as connection_name, i.actor_type, i.state, i.settings, i.created_by,
      coalesce(u.name, i.created_by) as created_name, i.created_at, i.created_selection, i.updated_selection
    from import i join connection c on c.id = i.connection_id left join app_user u on u.id = i.created_by
    where ${where} order by i.id desc limit 20`.execute(db)
  const counts = await countsOf(
    db,
    rows.map(({ id }) => id),
  )
  const shown: ShownImport[] = []
  for (const row of rows) {
    shown.push({
      id: row.id,
      connection: { id: row.connectionId, name: row.connectionName },
      actorType: row.actorType,
      recordType: recordTypeOf[row.actorType],
      state: row.state,
      settings: { ...row.settings, keys: [...row.settings.keys] },
      createdBy: { id: row.createdBy, name: row.createdName },
      createdAt: row.createdAt,
      counts: counts.get(row.id) ?? noCounts(),
      work: await workOf(db, row.id, language),
      selections: { created: row.createdSelection, updated: row.updatedSelection },
    })
  }
  return shown
}

const workNames = {
  importCollection: 'collection',
  importPreview: 'preview',
  import: 'import',
  importUndo: 'undo',
} as const

/** What is under way for an import, or how the last of it failed. */
async function workOf(db: Db, id: number, language: Language): Promise<ShownImport['work']> {
  const latest = sql`r.id = (
    select o.id from run o where o.options ->> 'importId' = ${String(id)} and o.options ? 'importId'
    order by o.state in ('queued', 'running') desc, o.id desc limit 1)`
  const [work] = await shownLongWork(db, latest, language)
  if (!work || work.state === 'done' || work.state === 'stopped') return null
  const of = Object.entries(workNames).find(([kind]) => kind === work.kind)?.[1]
  return of ? { ...work, of } : null
}

type Counts = ShownImport['counts']

function noCounts(): Counts {
  return {
    rows: 0,
    unjudged: 0,
    verdicts: { new: 0, update: 0, linked: 0, duplicate: 0, error: 0 },
    undecided: 0,
    unticked: 0,
    outcomes: { created: 0, updated: 0, linked: 0, failed: 0, undone: 0 },
    toDo: 0,
  }
}

interface Counted {
  readonly importId: number
  readonly verdict: keyof Counts['verdicts'] | null
  readonly outcome: keyof Counts['outcomes'] | null
  readonly rows: number
  readonly undecided: number
  readonly unticked: number
  readonly toDo: number
}

async function countsOf(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
  const { rows } = await sql<Counted>`
    select r.import_id, r.verdict, r.outcome, count(*) as rows, count(*) filter (where ${undecided}) as undecided,
      count(*) filter (where not r.selected) as unticked, count(*) filter (where ${toDo}) as to_do
    from import_row r join import i on i.id = r.import_id where r.import_id = any(${[...ids]}::bigint[])
    group by r.import_id, r.verdict, r.outcome`.execute(db)
  const found = new Map<number, Counts>()
  for (const row of rows) {
    const counts = found.get(row.importId) ?? noCounts()
    counts.rows += row.rows
    counts.undecided += row.undecided
    counts.unticked += row.unticked
    counts.toDo += row.toDo
    if (row.verdict === null) counts.unjudged += row.outcome === null ? row.rows : 0
    else counts.verdicts[row.verdict] += row.rows
    if (row.outcome !== null) counts.outcomes[row.outcome] += row.rows
    found.set(row.importId, counts)
  }
  return found
}
