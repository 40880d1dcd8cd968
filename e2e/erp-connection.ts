import type { Api } from './api.ts'

type Value = string | number | boolean | null

export interface NewConnection {
  readonly name: string
  /** `builtin:demo`, `builtin:tryton`. */
  readonly connector: string
  readonly settings: Readonly<Record<string, Value>>
}

/** Tests and saves an ERP connection; it is not active yet. Answers its id. */
export async function addConnection(api: Api, { name, connector, settings }: NewConnection): Promise<number> {
  const connectors = await api<{ id: number; url: string }[]>('GET', '/connectors')
  const connectorId = connectors.find(({ url }) => url === connector)?.id
  const tested = { connectorId, settings }
  const test = await api<{ ok: boolean; proof?: string }>('POST', '/connection-tests', tested)
  if (!test.ok) throw new Error(`The connection test failed: ${JSON.stringify(test)}`)
  const scope = { kind: 'everyone' }
  const made = await api<{ id: number }>('POST', '/connections', {
    name,
    scope,
    ...tested,
    proof: test.proof,
  })
  return made.id
}

interface Mapping {
  readonly actorType: string
  readonly version: number
  readonly fields: readonly { readonly key: string }[]
}

/** Synchronises these fields of customers both ways, each with the CRM field it maps to by itself, and activates. */
export async function synchroniseCustomers(
  api: Api,
  id: number,
  erpFields: readonly string[],
  conflictRule: 'newest' | 'erp' | 'crm' | 'ask' = 'newest',
): Promise<void> {
  await synchronise(api, id, 'customer', erpFields, conflictRule)
  await activate(api, id)
}

/** Synchronises these fields of an actor type both ways, each with the CRM field it maps to by itself. */
export async function synchronise(
  api: Api,
  id: number,
  actorType: string,
  erpFields: readonly string[],
  conflictRule: 'newest' | 'erp' | 'crm' | 'ask' = 'newest',
): Promise<void> {
  const mappings = await api<Mapping[]>('GET', `/connections/${id}/mappings`)
  const mapping = mappings.find((one) => one.actorType === actorType)
  const fields = mapping?.fields.map((field) =>
    erpFields.includes(field.key) ? { ...field, toCrm: true, toErp: true, conflictRule } : field,
  )
  const body = { version: mapping?.version, enabled: true, fields }
  await api('PUT', `/connections/${id}/mappings/${actorType}`, body)
}

export async function activate(api: Api, id: number): Promise<void> {
  await api('PUT', `/connections/${id}/activation`)
}

/** Links a company to a customer; where they differ, the ERP's value stands unless told otherwise. Answers the link's id. */
export async function linkCustomer(
  api: Api,
  connectionId: number,
  companyId: number,
  actorKey: string,
  stands: 'erp' | 'crm' = 'erp',
): Promise<number> {
  const customer = { actorType: 'customer', actorKey }
  const record = { recordType: 'company', recordId: companyId }
  const { fields } = await api<{ fields: readonly { erpField: string; choices: readonly string[] }[] }>(
    'POST',
    `/connections/${connectionId}/comparisons`,
    { ...record, ...customer },
  )
  const choices = Object.fromEntries(
    fields.map(({ erpField, choices }) => [erpField, choices.includes(stands) ? stands : choices[0]]),
  )
  const body = { connectionId, ...customer, choices }
  return (await api<{ linkId: number }>('POST', `/records/company/${companyId}/links`, body)).linkId
}

/** A company and the customer it is linked to. */
export interface Linked {
  readonly recordId: number
  readonly actorKey: string
}

/** Links a company to the customer of that name in the ERP, whose values stand. */
export async function linkCompany(api: Api, connectionId: number, company: string): Promise<Linked> {
  const records = await api<{ rows: readonly { id: number }[] }>(
    'GET',
    `/records/company?q=${encodeURIComponent(company)}`,
  )
  const { hits } = await api<{ hits: readonly { key: string }[] }>(
    'POST',
    `/connections/${connectionId}/actor-searches`,
    { actorType: 'customer', text: company },
  )
  const [record, hit] = [records.rows[0], hits[0]]
  if (!record || !hit) throw new Error(`${company} is not there on both sides`)
  await linkCustomer(api, connectionId, record.id, hit.key)
  return { recordId: record.id, actorKey: hit.key }
}
