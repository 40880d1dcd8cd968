import { sql } from 'kysely'
import { z } from '../../contract.ts'
import { longWorkKind } from '../long-work/kind.ts'
import { tellErp } from '../tell-erp.ts'
import { transact } from '../work.ts'
import { putBack } from './put-back.ts'

/** Which run is undone. */
export const undoOptions = z.object({ runId: z.int().positive() })
export type UndoOptions = z.output<typeof undoOptions>

/** Ongedaan maken: what a run overwrote is put back, where nobody changed it since. */
export const undo = longWorkKind<UndoOptions, null>({
  kind: 'undo',
  writes: true,
  options: undoOptions,
  which: ({ runId }) => sql`exists (select from sync_log s where s.run_id = ${runId} and s.link_id = l.id
      and s.record_type = l.record_type and s.record_id = l.record_id)`,

  // Done a second time it finds its values put back already: the report keeps what was told first.
  async batch(work, links) {
    work.counts.read += links.length
    const ids = links.map(({ id }) => id)
    await transact(work, (tx) => putBack(tx, work, work.options, ids))
    await tellErp(work, ids)
    return {}
  },
})
