import type { Locator, Page } from '@playwright/test'
import type { Api } from './api.ts'
import { activate, addConnection, type Linked, linkCompany } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'
import { type MoodyErp, startMoodyErp } from './moody-erp.ts'

export const connection = 'Demo-administratie'
export const companies = ['Kaashandel Alkmaar', 'Drukkerij Van Loon', 'Bakkerij De Gouden Korst'] as const

interface MonitoredParts {
  /** The way by which Koppel reaches the demo ERP. */
  moody: MoodyErp
  linked: readonly Linked[]
}

/** Everything the journeys of Bewaking begin with, filled over the API: it is not what they are about. */
export const test = base.extend<object, MonitoredParts>({
  moody: [
    async ({ demoErp }, use) => {
      await using moody = await startMoodyErp(demoErp)
      await use(moody)
    },
    { scope: 'worker' },
  ],
  linked: [
    async ({ api, moody }, use) => {
      const settings = { url: moody.url, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await mapCustomers(api, id)
      await activate(api, id)
      const linked: Linked[] = []
      for (const company of companies) linked.push(await linkCompany(api, id, company))
      await use(linked)
    },
    { scope: 'worker', auto: true },
  ],
})

/** Name and telephone both ways, where somebody is asked; the e-mail address only to the CRM. */
async function mapCustomers(api: Api, id: number): Promise<void> {
  type Mapping = { actorType: string; version: number; fields: { key: string }[] }
  const mappings = await api<Mapping[]>('GET', `/connections/${id}/mappings`)
  const mapping = mappings.find(({ actorType }) => actorType === 'customer')
  const fields = mapping?.fields.map((field) =>
    ['NAME', 'PHONE', 'EMAIL'].includes(field.key)
      ? { ...field, toCrm: true, toErp: field.key !== 'EMAIL', conflictRule: 'ask' }
      : field,
  )
  const change = { version: mapping?.version, enabled: true, fields }
  await api('PUT', `/connections/${id}/mappings/customer`, change)
}

export async function phoneInErp(demoErp: string, { actorKey: key }: Linked, phone: string): Promise<void> {
  const answer = await fetch(`${demoErp}/api/main/actors/customer`, {
    method: 'PATCH',
    headers: {
      authorization: `Basic ${Buffer.from('koppel:demo').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ drafts: [{ key, fields: { PHONE: phone } }], fields: ['PHONE'] }),
  })
  if (!answer.ok) throw new Error(`The demo ERP: ${answer.status} ${await answer.text()}`)
}

export async function inCrm(
  api: Api,
  { recordId }: Linked,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const { version } = await api<{ version: number }>('GET', `/records/company/${recordId}`)
  await api('PATCH', `/records/company/${recordId}`, { version, fields })
}

export const engine = (api: Api, running: boolean) => api('PUT', '/engine', { running, intervalSeconds: 1 })

/** How many rows such a list has; polled until the sync has done what it should. */
export const waiting = (api: Api, list: 'conflicts' | 'field-errors' | 'parked', count: number) =>
  expect
    .poll(async () => (await api<{ total: number }>('GET', `/${list}`)).total, { timeout: 60_000 })
    .toBe(count)

/** The row that says all this, in this order. */
export function row(page: Page, ...parts: readonly string[]): Locator {
  return page.getByRole('row', { name: new RegExp(parts.join('.*')) })
}

export async function openMonitor(page: Page, view: string): Promise<void> {
  await page.goto(new URL(`/settings/quote-sync?tab=monitor&view=${view}`, page.url()).href)
}
