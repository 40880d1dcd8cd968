import { idOf, type Row, rowsOf, textOf } from './wire.ts'

/** The address a document would go to: the first one for invoices, else the first. */
export function address(row: Row): Row | undefined {
  const inUse = rowsOf(row['addresses.']).filter(isActive)
  return inUse.find((candidate) => Boolean(candidate.invoice)) ?? inUse[0]
}

export function streetLines(from: Row | undefined): readonly string[] {
  return (textOf(from?.street) ?? '').split(/\r?\n/)
}

/** The first contact mechanism in use of a type. */
export function mechanism(row: Row, type: string): Row | undefined {
  return rowsOf(row['contact_mechanisms.']).find(
    (candidate) => candidate.type === type && isActive(candidate),
  )
}

/** The identifier Tryton itself prints on documents. */
export function taxNumber(row: Row): Row | undefined {
  const id = row.tax_identifier
  return rowsOf(row['identifiers.']).find((candidate) => idOf(candidate) === id)
}

export function excluded(ids: readonly number[], roles: readonly number[]): readonly number[] {
  return ids.filter((id) => !roles.includes(id))
}

function isActive(row: Row): boolean {
  return Boolean(row.active)
}
