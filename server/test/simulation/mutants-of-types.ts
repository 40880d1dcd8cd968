// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text

import type { Mutant } from './mutants-of-creates.ts'

/** Actors of several types in one connection. */
export const mutantsOfTypes: readonly Mutant[] = [
  {
    name: 'a person is linked whose company is not',
    file: 'erp/links.ts',
    find: "if (recordType === 'person' && !(await companyLink(tx, connectionId, record.companyId)))",
    put: "if (recordType === 'nobody')",
  },
  {
    name: 'a person counts as linked with a company that he has left',
    file: 'erp/links.ts',
    find: "    .where('endedAt', 'is', null)\n    .executeTakeFirst()\n  return link && { type: link.actorType, key: link.actorKey }",
    put: '    .executeTakeFirst()\n  return link && { type: link.actorType, key: link.actorKey }',
  },
  {
    name: 'the same key of another actor type is taken for this one',
    file: 'engine/links.ts',
    find: 'where connection_id = ${connectionId} and actor_type = ${actorType} and ${chosen}',
    put: "where connection_id = ${connectionId} and actor_type <> ${actorType + ' '} and ${chosen}",
  },
  {
    name: 'one actor type is read on from where another was',
    file: 'engine/read-erp.ts',
    find: 'where connection_id = ${work.connectionId} and type = ${actorType}`',
    put: "where connection_id = ${work.connectionId} and type <> ${actorType + ' '}`",
  },
]
