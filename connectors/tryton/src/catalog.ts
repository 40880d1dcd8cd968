import { ConnectorError } from '@koppel/sdk'
import type { Rpc } from './rpc.ts'
import type { TrytonSettings } from './settings.ts'
import { type Domain, idOf, idOfKey, isRow, type Row, rowsOf } from './wire.ts'

/** What this database has, asked once per session and only when something needs it. */
export interface Catalog {
  /** Names of the fields of a model that depend on modules; undefined when the model is not there. */
  fieldsOf(model: 'party.party' | 'project.work'): Promise<ReadonlySet<string> | undefined>
  /** The relation type from a person to a company; undefined when there is none. */
  relationType(): Promise<number | undefined>
  /** The ids of a category and those below it. */
  categoriesUnder(category: number): Promise<ReadonlySet<number>>
  /** The company new projects belong to. */
  company(): Promise<number | undefined>
}

export const everything = { active_test: false } as const

/** Fields only some modules or versions bring. */
const asked = {
  'party.party': ['relations', 'customer_payment_term', 'supplier_payment_term'],
  'project.work': ['name', 'number', 'timesheet_works'],
}

export function openCatalog(rpc: Rpc, settings: Partial<TrytonSettings>): Catalog {
  const once = new Map<string, Promise<unknown>>()
  const memo = <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    const known = (once.get(name) as Promise<T> | undefined) ?? ask()
    once.set(name, known)
    // A failure is not an answer to keep.
    known.catch(() => once.delete(name))
    return known
  }

  return {
    fieldsOf: (model) => memo(`fields ${model}`, () => fieldsOf(rpc, model)),
    relationType: () => memo('relation type', () => relationType(rpc, settings.personRelation)),
    categoriesUnder: (category) => memo(`category ${category}`, () => categoriesUnder(rpc, category)),
    company: () => memo('company', () => company(rpc)),
  }
}

async function fieldsOf(rpc: Rpc, model: keyof typeof asked): Promise<ReadonlySet<string> | undefined> {
  const found = await rpc.read(`model.${model}.fields_get`, asked[model], {}).catch((error: Error) => {
    // Tryton answers a model it does not have with its name as a KeyError.
    if (error.message === `'${model}'`) return undefined
    throw error
  })
  return isRow(found) ? new Set(Object.keys(found)) : undefined
}

const personLike =
  /^(?!.*(employer|werkgever)).*(employee|medewerker|werknemer|contact|works (for|at)|werkt (bij|voor))/i

async function relationType(rpc: Rpc, chosen: string | undefined): Promise<number | undefined> {
  const fields = await fieldsOf(rpc, 'party.party')
  if (!fields?.has('relations')) return undefined
  const id = idOfKey(chosen)
  if (id !== undefined) {
    await assertThere(rpc, 'party.relation.type', [id])
    return id
  }
  const found = (await search(rpc, 'party.relation.type', [], ['name'])).filter((row) =>
    personLike.test(String(row.name)),
  )
  return found.length === 1 && found[0] ? idOf(found[0]) : undefined
}

/** What was chosen in the settings may have been deleted since; without it every actor would seem to be gone. */
export async function assertThere(rpc: Rpc, model: string, ids: readonly number[]): Promise<void> {
  const wanted = new Set(ids)
  if (wanted.size === 0) return
  const found = await search(rpc, model, [['id', 'in', [...wanted]]], ['id'])
  if (found.length === wanted.size) return
  throw new ConnectorError(
    'misconfigured',
    {
      en: 'A category or relation type chosen in the settings of this connection is no longer in Tryton.',
      nl: 'Een categorie of relatietype uit de instellingen van deze verbinding bestaat niet meer in Tryton.',
    },
    { detail: `${model} ${[...wanted]}` },
  )
}

async function categoriesUnder(rpc: Rpc, category: number): Promise<ReadonlySet<number>> {
  const below = await search(rpc, 'party.category', [['parent', 'child_of', [category]]], ['id'])
  return new Set(below.map(idOf))
}

async function company(rpc: Rpc): Promise<number | undefined> {
  const preferences = await rpc.read('model.res.user.get_preferences', true, {})
  if (isRow(preferences) && typeof preferences.company === 'number') return preferences.company
  const [first] = await search(rpc, 'company.company', [], ['id'])
  return first && idOf(first)
}

async function search(
  rpc: Rpc,
  model: string,
  domain: Domain,
  fields: readonly string[],
): Promise<readonly Row[]> {
  return rowsOf(
    await rpc.read(`model.${model}.search_read`, domain, 0, null, [['id', 'ASC']], fields, everything),
  )
}
