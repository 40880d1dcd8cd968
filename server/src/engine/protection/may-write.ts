import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { CompareReason, Problem } from '../../store/tables.ts'

interface Facts {
  readonly compareReason: CompareReason | null
  readonly stateReason: Problem | null
}

/**
 * Nothing is written for a single record either while an administrator has yet to answer.
 *
 * @throws ProblemError 409 `breaker` or `compareFirst`
 */
export async function mayWrite(db: Db, connectionId: number): Promise<void> {
  const { rows } = await sql<Facts>`
    select p.compare_reason, c.state_reason
    from connection c left join protection p on p.connection_id = c.id where c.id = ${connectionId}`.execute(
    db,
  )
  const facts = rows[0]
  if (!facts) return
  if (facts.compareReason !== null) throw new ProblemError(409, 'compareFirst', comparing)
  if (facts.stateReason?.code === 'breaker') {
    throw new ProblemError(409, 'breaker', facts.stateReason.explanation)
  }
}

const comparing = {
  en: 'Both sides of this ERP connection are compared before anything is written. An administrator sees how far that is under ERP connections.',
  nl: 'Beide kanten van deze ERP-verbinding worden vergeleken voordat er iets wordt geschreven. Een beheerder ziet bij ERP-verbindingen hoe ver dat is.',
}
