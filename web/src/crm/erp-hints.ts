import type { ErpTabAnswer } from './queries.ts'

/** CRM field key → a word of warning, for fields an ERP writes and never reads: what is typed here would be lost. */
export function erpHints(
  erp: ErpTabAnswer | null | undefined,
  warn: (connection: string) => string,
): ReadonlyMap<string, string> {
  const owned = (erp?.connections ?? []).flatMap(({ name, link }) =>
    (link?.synchronised ?? [])
      .filter(({ toCrm, toErp }) => toCrm && !toErp)
      .map(({ crmField }) => [crmField, warn(name)] as const),
  )
  return new Map(owned)
}
