import { ConnectorError, type ListItem } from '@koppel/sdk'
import { everything } from './catalog.ts'
import type { Rpc } from './rpc.ts'
import { type Domain, idOf, rowsOf, textOf } from './wire.ts'

interface Source {
  readonly model: string
  readonly domain?: Domain
  readonly order: string
  /** The model can archive its records. */
  readonly archives?: boolean
}

const sources: { readonly [list: string]: Source } = {
  countries: { model: 'country.country', order: 'name', archives: true },
  languages: { model: 'ir.lang', order: 'name', archives: true },
  categories: { model: 'party.category', order: 'name', archives: true },
  paymentTerms: { model: 'account.invoice.payment_term', order: 'name', archives: true },
  statuses: {
    model: 'project.work.status',
    domain: [['types', 'in', ['project']]],
    order: 'sequence',
    archives: true,
  },
}

/** The items of a list; `roles` are the categories that only tell customers from suppliers. */
export async function itemsOf(
  rpc: Rpc,
  list: string,
  language: string,
  roles: readonly string[],
): Promise<readonly ListItem[]> {
  const source = sources[list]
  if (!source)
    throw new ConnectorError('unsupported', {
      en: `Tryton has no list “${list}” for us.`,
      nl: `Tryton heeft voor ons geen lijst “${list}”.`,
    })
  const items = await listItems(rpc, source, language)
  return list === 'categories' ? items.filter((item) => !roles.includes(item.key)) : items
}

/** Every record of a model as a choice. */
export async function listItems(
  rpc: Rpc,
  { model, domain = [], order, archives }: Source,
  language: string,
  key: 'id' | 'code' = 'id',
): Promise<readonly ListItem[]> {
  const fields = ['rec_name', ...(archives ? ['active'] : []), ...(key === 'code' ? ['code'] : [])]
  const by = [
    [order, 'ASC'],
    ['id', 'ASC'],
  ]
  const context = { ...everything, language }
  const rows = rowsOf(await rpc.read(`model.${model}.search_read`, domain, 0, null, by, fields, context))
  return rows.map((row) => ({
    key: key === 'code' ? String(row.code) : String(idOf(row)),
    label: textOf(row.rec_name) ?? String(idOf(row)),
    ...(archives && !row.active && { inactive: true }),
  }))
}
