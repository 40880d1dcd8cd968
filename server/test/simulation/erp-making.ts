import { type Actor, ConnectorError, type Create, type Hits, type Outcome, type Search } from '@koppel/sdk'
import { refuses, type SimulatedErp } from './erp.ts'

// New actors in the simulated ERP, and how they are found.

/** Makes one actor; an ERP that keeps a marker answers a second time with the first. */
export async function make(
  erp: SimulatedErp,
  { id, fields: given }: Create,
  fields: readonly string[],
): Promise<Outcome> {
  const before = erp.making.marker ? erp.made.find((one) => one.id === id) : undefined
  const known = before && erp.actors.get(before.key)
  if (known) return { kind: 'written', actor: erp.shown(known, fields) }
  const [bad] = Object.entries(given).find(([key, value]) => refuses(key, value)) ?? []
  if (bad !== undefined || !given.NAME) return { kind: 'refused', reason: 'Not to our taste' }
  const key = `N${erp.made.length}`
  await erp.add(key, given, true)
  erp.made.push({ id, key })
  if (erp.making.late) erp.hidden.add(key)
  const actor = erp.actors.get(key)
  if (!actor) throw new Error(`${key} was not made`)
  return { kind: 'written', actor: erp.shown(actor, fields) }
}

/** Some other actor, for an ERP that mixes up its answers. */
export function anyOther(erp: SimulatedErp, key: string, fields: readonly string[]): Actor | undefined {
  const other = [...erp.actors.values()].find((actor) => actor.key !== key && !actor.gone)
  return other && erp.named(other, fields)
}

export function createdIn(
  erp: SimulatedErp,
  ids: readonly string[],
  fields: readonly string[],
): ReadonlyMap<string, Actor> {
  return new Map(
    erp.made.flatMap(({ id, key }) => {
      const actor = erp.actors.get(key)
      return ids.includes(id) && actor && !erp.hidden.has(key)
        ? [[id, erp.shown(actor, fields)] as const]
        : []
    }),
  )
}

export function searchIn(erp: SimulatedErp, { text = '', limit, fields }: Search): Hits {
  if (!erp.making.search) throw new ConnectorError('unsupported', 'No searching here')
  const wanted = text.toLowerCase()
  const found = [...erp.actors.values()].filter(
    ({ key, gone, fields: values }) =>
      !gone &&
      !erp.hidden.has(key) &&
      String(values.NAME ?? '')
        .toLowerCase()
        .includes(wanted),
  )
  return { actors: found.slice(0, limit).map((actor) => erp.named(actor, fields)) }
}
