/** What a Tryton in use has: the ids of what every test database starts with. */
export interface Furniture {
  readonly customerCategory: number
  readonly supplierCategory: number
  /** A category below customers. */
  readonly premiumCategory: number
  /** Categories that have nothing to do with customers and suppliers. */
  readonly retailCategory: number
  readonly wholesaleCategory: number
  readonly employeeOf: number
  readonly netherlands: number
  readonly belgium: number
  readonly paymentTerm: number
}

type Call = (method: string, params: readonly unknown[]) => Promise<unknown>

/** Puts it in where it is missing. */
export async function furnish(call: Call): Promise<Furniture> {
  const known = async (model: string, values: { readonly name: string } & Record<string, unknown>) => {
    const found = await call(`model.${model}.search`, [[['name', '=', values.name]], 0, 1, null])
    const [id] = numbers(found).concat(numbers(found).length > 0 ? [] : await made(model, values))
    if (id === undefined) throw new Error(`no ${model} ${values.name}`)
    return id
  }
  const made = async (model: string, values: object) =>
    numbers(await call(`model.${model}.create`, [[values]]))

  const customerCategory = await known('party.category', { name: 'Customer' })
  const reverse = await known('party.relation.type', { name: 'Employer of' })
  const employeeOf = await known('party.relation.type', { name: 'Employee of', reverse })
  await call('model.party.relation.type.write', [[reverse], { reverse: employeeOf }])
  await companyOf(call, known)
  return {
    customerCategory,
    supplierCategory: await known('party.category', { name: 'Supplier' }),
    premiumCategory: await known('party.category', { name: 'Premium', parent: customerCategory }),
    retailCategory: await known('party.category', { name: 'Retail' }),
    wholesaleCategory: await known('party.category', { name: 'Wholesale' }),
    employeeOf,
    netherlands: await known('country.country', { name: 'Netherlands', code: 'NL' }),
    belgium: await known('country.country', { name: 'Belgium', code: 'BE' }),
    paymentTerm: await known('account.invoice.payment_term', {
      name: '30 days',
      lines: [['create', [{ type: 'remainder', relativedeltas: [['create', [{ days: 30 }]]] }]]],
    }),
  }
}

async function companyOf(
  call: Call,
  known: (model: string, values: { readonly name: string }) => Promise<number>,
): Promise<void> {
  const companies = numbers(await call('model.company.company.search', [[], 0, 1, null]))
  if (companies.length > 0) return
  const currency = await known('currency.currency', { name: 'Euro', ...{ code: 'EUR', symbol: '€' } })
  const party = await known('party.party', { name: 'Our own company' })
  const company = numbers(await call('model.company.company.create', [[{ party, currency }]]))
  const [admin] = numbers(await call('model.res.user.search', [[['login', '=', 'admin']], 0, 1, null]))
  await call('model.res.user.write', [[admin], { companies: [['add', company]], company: company[0] }])
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : []
}
