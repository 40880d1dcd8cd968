import type { ListItem } from '@koppel/sdk'
import { NoAnswer, passes, TrytonFault, unavailable } from './failures.ts'
import type { Kind } from './kinds.ts'
import type { Rpc } from './rpc.ts'
import { idOf, idsOf, type Row, rowsOf } from './wire.ts'

export interface Writing {
  readonly rpc: Rpc
  readonly kind: Kind
  readonly language: string
  /** The items of a list, to refuse what is not on it: Tryton itself does not look on every database. */
  items(list: string): Promise<readonly ListItem[]>
}

/** A draft that is fit to be sent: what it becomes in Tryton. */
export interface Ready {
  readonly kind: 'create' | 'update'
  readonly values: Row
  /** The record as it was read just before; undefined for a create. */
  readonly row: Row | undefined
}

/** What is known of a draft once it was sent; `id` is the record it is about. */
export type Sent =
  | { readonly kind: 'taken'; readonly id: number | undefined }
  | { readonly kind: 'moved'; readonly id: number | undefined }
  | { readonly kind: 'refused'; readonly id: number | undefined; readonly reason: string }
  | { readonly kind: 'unknown'; readonly detail: string }

/** Sends creates and updates, each in one call. Throws only if certainly nothing was taken. */
export async function send(writing: Writing, ready: readonly Ready[]): Promise<ReadonlyMap<Ready, Sent>> {
  const sent = new Map<Ready, Sent>()
  for (const kind of ['create', 'update'] as const) {
    const group = ready.filter((one) => one.kind === kind)
    if (group.length > 0) await sendGroup(writing, group, sent)
  }
  return sent
}

/** All in one call; when Tryton refuses that, one at a time, so that each gets its own answer. */
async function sendGroup(writing: Writing, group: readonly Ready[], sent: Map<Ready, Sent>): Promise<void> {
  try {
    const ids = await call(writing, group)
    for (const [index, one] of group.entries()) sent.set(one, { kind: 'taken', id: ids[index] })
  } catch (error) {
    if (!(error instanceof TrytonFault) || passes(error)) return unsettled(error, group, sent)
    const [only, ...others] = group
    if (only && others.length === 0) sent.set(only, refusal(error, only))
    else for (const one of group) await sendGroup(writing, [one], sent)
  }
}

/** Nothing is known of this group, or certainly nothing was done of it but something of others. */
function unsettled(error: unknown, group: readonly Ready[], sent: Map<Ready, Sent>): void {
  const certain = !(error instanceof NoAnswer)
  if (certain && sent.size === 0) throw error instanceof TrytonFault ? unavailable(error.message) : error
  for (const one of group) sent.set(one, { kind: 'unknown', detail: String(error) })
}

function refusal(fault: TrytonFault, { row }: Ready): Sent {
  const id = row && idOf(row)
  return fault.kind === 'concurrency' ? { kind: 'moved', id } : { kind: 'refused', id, reason: fault.message }
}

async function call(writing: Writing, group: readonly Ready[]): Promise<readonly (number | undefined)[]> {
  return group[0]?.kind === 'create' ? create(writing, group) : update(writing, group)
}

async function create({ rpc, kind, language }: Writing, group: readonly Ready[]) {
  const values = group.map((one) => one.values)
  return idsOf(await rpc.write(`model.${kind.model}.create`, values, { language }))
}

async function update({ rpc, kind, language }: Writing, group: readonly Ready[]) {
  const rows = group.map((one) => one.row).filter((row) => row !== undefined)
  const changes = group.flatMap(({ row, values }) => (row ? [[idOf(row)], values] : []))
  const _timestamp = Object.fromEntries(rows.flatMap((row) => timestamps(row, kind)))
  await rpc.write(`model.${kind.model}.write`, ...changes, { language, _timestamp })
  return rows.map(idOf)
}

const partModels: { readonly [part: string]: string } = {
  addresses: 'party.address',
  contact_mechanisms: 'party.contact_mechanism',
  identifiers: 'party.identifier',
  timesheet_works: 'timesheet.work',
}

/** What Tryton compares itself within the transaction: it closes the gap between our reading and writing. */
function timestamps(row: Row, kind: Kind): readonly (readonly [string, unknown])[] {
  const parts = kind.parts.flatMap((part) =>
    rowsOf(row[`${part}.`]).map((child) => [`${partModels[part]},${idOf(child)}`, child._timestamp] as const),
  )
  return [[`${kind.model},${idOf(row)}`, row._timestamp], ...parts]
}
