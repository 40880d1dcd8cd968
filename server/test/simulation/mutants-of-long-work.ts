// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text

import type { Mutant } from './mutants-of-creates.ts'

export const mutantsOfLongWork: readonly Mutant[] = [
  {
    name: 'a resync takes the value of the wrong side',
    file: 'sync/resync.ts',
    find: "repair: target === 'crm' ? 'erp' : 'crm', run",
    put: "repair: target === 'crm' ? 'crm' : 'erp', run",
  },
  {
    name: 'a resync without blanks takes them all the same',
    file: 'sync/resync.ts',
    find: 'if (blanksOut(now, target) && !(blanks && !field.keepOnBlank)) return false',
    put: 'if (blanksOut(now, target) && blanks && field.keepOnBlank) return false',
  },
  {
    name: 'a resync with blanks leaves them out all the same',
    file: 'sync/resync.ts',
    find: 'if (blanksOut(now, target) && !(blanks && !field.keepOnBlank)) return false',
    put: 'if (blanksOut(now, target)) return false',
  },
  {
    name: 'the place of long work is saved before it was done',
    file: 'engine/long-work/batches.ts',
    find: 'const done = await kind.batch(',
    put: 'await sql`update run set position = ${last.id} where id = ${runId}`.execute(work.parts.store.db)\n      position = last.id\n      const done = await kind.batch(',
  },
  {
    name: 'what was cancelled is begun all the same',
    file: 'engine/long-work/queue.ts',
    find: 'update run set cancelled_at = coalesce(cancelled_at, clock_timestamp())',
    put: 'update run set cancelled_at = cancelled_at',
  },
  {
    name: 'what a cancelled resync had planned is told the ERP all the same',
    file: 'sync/resync.ts',
    find: 'if (pair) return { instead: { base: pair } }',
    put: 'if (pair) return {}',
  },
  {
    name: 'what an undo put back travels further',
    file: 'sync/undo.ts',
    find: 'if (base?.[1] === now) draft.base.set(sharing.erpField, [base[0], before])',
    put: '',
  },
  {
    name: 'an undo overwrites what somebody entered since',
    file: 'sync/undo.ts',
    find: "return now === inForm(field[side], after) ? undefined : 'changedSince'",
    put: 'return now === inForm(field[side], after) ? undefined : undefined',
  },
  {
    name: 'the undo of a pass empties the actors it made',
    file: 'engine/undo/written.ts',
    find: "and s.rule <> 'created'",
    put: '',
  },
  {
    name: 'a held link goes on',
    file: 'engine/links.ts',
    find: 'and ended_at is null and broken_at is null and held_at is null\n    order by id ${lock}',
    put: 'and ended_at is null and broken_at is null\n    order by id ${lock}',
  },
  {
    name: 'a link that is held begins only when it is released',
    file: 'engine/pass.ts',
    find: 'if (lease.toBegin) await beginHeld(work)',
    put: '',
  },
  {
    name: 'that most are emptied or gone is no disaster',
    file: 'sync/suspicion.ts',
    find: 'return lost > mostOf(links) || same',
    put: 'return same',
  },
  {
    name: 'that most are gone is not set aside',
    file: 'engine/protection/set-aside.ts',
    find: 'if (!guard || !(await setsAside(tx, work, guard))) return false',
    put: 'if (guard || !guard) return false',
  },
  {
    name: 'what was set aside is done by the next pass without an answer',
    file: 'engine/pass.ts',
    find: 'await release(work, guard, true)',
    put: 'await release(work, guard, false)',
  },
  {
    name: 'a single record is synchronised while somebody is asked',
    file: 'engine/protection/may-write.ts',
    find: "facts.stateReason?.code === 'breaker'",
    put: "facts.stateReason?.code === ''",
  },
  {
    name: 'whoever has to ask first tells the ERP before',
    file: 'engine/pass.ts',
    find: 'if (!erpRead) return false\n    await judge(work, guard)',
    put: 'if (!erpRead) return false\n    await sendAll(work, goOn)\n    await judge(work, guard)',
  },
  {
    name: 'what a row of an import became is stored before its record',
    file: 'engine/import/store-rows.ts',
    find: 'await copyIn(tx, rows, part)',
    put: "await work.parts.store.transaction((own) => storeOutcome(own, work, 'created', part))\n        await copyIn(tx, rows, part)",
  },
]
