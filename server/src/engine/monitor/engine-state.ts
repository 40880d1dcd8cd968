import { sql } from 'kysely'
import type { z } from '../../contract.ts'
import { notFound, ProblemError } from '../../problem.ts'
import { audit, type Db, type Store } from '../../store/index.ts'
import { isRunning, passRequests } from '../schedule.ts'
import { tell } from '../work.ts'
import type { engineState } from './contract.ts'

type EngineState = z.infer<typeof engineState>

export async function readState(db: Db): Promise<EngineState> {
  const { rows } = await sql<EngineState>`
    select running, interval_seconds,
      (select count(*) from worker where beat_at > now() - interval '20 seconds') as workers
    from engine`.execute(db)
  return rows[0] ?? { running: false, intervalSeconds: 10, workers: 0 }
}

/** Switches the engine on or off and sets its interval; every worker hears of it at once. */
export async function changeState(
  store: Store,
  { running, intervalSeconds }: Pick<EngineState, 'running' | 'intervalSeconds'>,
  userId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const { rows } = await sql<{ running: boolean; intervalSeconds: number }>`
      select running, interval_seconds from engine for update`.execute(tx)
    await sql`update engine set running = ${running}, interval_seconds = ${intervalSeconds}`.execute(tx)
    await audit(tx, {
      ...{ userId, action: 'changeEngine', subject: 'engine' },
      ...{ old: rows[0], new: { running, intervalSeconds } },
    })
    await tell(tx, { kind: 'engine' })
  })
}

/** Asks the workers for a pass now, also of a connection that waits for its next try or is stopped. */
export async function requestPassNow(db: Db, connectionId: number): Promise<void> {
  const connection = await db
    .selectFrom('connection')
    .select('active')
    .where('id', '=', connectionId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!connection) throw notFound()
  if (!connection.active) {
    throw new ProblemError(409, 'connectionInactive', {
      en: 'This ERP connection is not active. Activate it first.',
      nl: 'Deze ERP-verbinding is niet actief. Activeer haar eerst.',
    })
  }
  if (!(await isRunning(db))) {
    throw new ProblemError(409, 'engineOff', {
      en: 'The sync engine is off. Switch it on first.',
      nl: 'De synchronisatie staat uit. Zet haar eerst aan.',
    })
  }
  await sql`select pg_notify(${passRequests}, ${String(connectionId)})`.execute(db)
}
