// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text

/** A bug to plant: a text in a file below server/src, and what stands there instead. */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly put: string
}

export const mutantsOfCreates: readonly Mutant[] = [
  {
    name: 'an actor whose making was not answered is made again without a look',
    file: 'engine/create/carry-intent.ts',
    find: 'else await look(attempt, intent)\n',
    put: 'else await send(attempt, { ...intent, state: intent.state })\n',
  },
  {
    name: 'that an actor is to be made is marked after the call',
    file: 'engine/create/carry-intent.ts',
    find: "set state = 'sent', sent_at = clock_timestamp()",
    put: "set state = 'planned', sent_at = clock_timestamp()",
  },
  {
    name: 'not found at once counts as not made',
    file: 'engine/create/looking.ts',
    find: 'if (sentAgoMs < sureAfterMs || looks < 2)',
    put: 'if (sentAgoMs < 0)',
  },
  {
    name: 'who cannot look has it made again',
    file: 'engine/create/looking.ts',
    find: "if (seen.by === 'nothing') return { do: 'ask', candidates: [] }",
    put: "if (seen.by === 'nothing') return { do: 'sendAgain' }",
  },
  {
    name: 'an ERP that says it is away is believed to have made nothing',
    file: 'engine/create/carry-intent.ts',
    find: "return error.kind !== 'unavailable' || error.retryAfter !== undefined",
    put: 'return true',
  },
  {
    name: 'any answer to a create is taken',
    file: 'engine/create/carry-intent.ts',
    find: 'resembles(outcome.actor, told) ? outcome',
    put: "outcome.actor.key !== '' ? outcome",
  },
  {
    name: 'what was found later counts as what the ERP made',
    file: 'sync/new-actor.ts',
    find: 'return answered || alike(shape, told, back) ? back : told',
    put: 'return back',
  },
  {
    name: 'what the ERP filled in stands over whatever somebody entered meanwhile',
    file: 'sync/new-actor.ts',
    find: "return [direction === 'toErp' ? back : null, said.crm]",
    put: "return back === null || direction === 'toErp' ? [back, said.crm] : 'erp'",
  },
  {
    name: 'nobody looks at the record of a new link',
    file: 'engine/create/confirm-made.ts',
    find: 'select id, connection_id from made)',
    put: 'select id, connection_id from made where false)',
  },
  {
    name: 'nobody looks at the actor of a new link',
    file: 'engine/create/confirm-made.ts',
    find: '      true, clock_timestamp(), ${by})',
    put: '      false, null, ${by})',
  },
  {
    name: 'an actor is stored by whoever heard of it, whoever works on it',
    file: 'engine/create/confirm-made.ts',
    find: "and fence = ${fence} and state in ('sent', 'unknown')",
    put: "and state <> 'cancelled'",
  },
  {
    name: 'a pass makes actors on the conditions of a person',
    file: 'engine/create/carry-intent.ts',
    find: 'within, work.calling)',
    put: 'within)',
  },
  {
    name: 'a new actor that is not shown yet counts as gone',
    file: 'engine/broken.ts',
    find: 'link_id = link.id\n        and i.finished_at',
    put: 'link_id = link.id and false\n        and i.finished_at',
  },
  {
    name: 'what was told of an actor that is gone is not logged',
    file: 'engine/broken.ts',
    find: 'await logUnanswered(tx, work, mapping, gone)',
    put: '',
  },
]
