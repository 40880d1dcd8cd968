import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Api } from '../api.ts'
import { addConnection, linkCompany, synchroniseCustomers } from '../erp-connection.ts'
import { expect, test } from '../installation.ts'

// Takes the pictures of docs/guide, the same screens in both languages.

const folder = join(import.meta.dirname, '../../docs/guide/pictures')
const connection = 'Demo-administratie'
const linked = ['Bakkerij De Gouden Korst', 'Scheepswerf Noordzee', 'Zorggroep Twente']
const fields = ['NAME', 'PHONE', 'EMAIL', 'STREETCITY']

test.use({ occasion: 'guide' })

const languages = [
  {
    ...{
      locale: 'nl-NL',
      name: 'nl',
      company: 'Bedrijven',
      quoteSync: 'Offerte/Synchroniseren',
      monitor: 'Bewaking',
    },
    ...{
      mappings: 'Toewijzingen',
      edit: 'Bewerken',
      customer: 'Klant',
      connect: 'Verbinden',
      cancel: 'Annuleren',
    },
    ...{
      connectTo: /^Verbinden met ERP/,
      choose: /^Waarden kiezen/,
      rows: 'Regels van de import',
      search: 'Zoeken',
    },
    ...{
      conflict: /Conflict/,
      find: 'Zoeken in ERP',
      selections: 'Selecties',
      whichLink: 'Welke verbinding blijft?',
    },
    ...{ history: 'Geschiedenis' },
  },
  {
    ...{ locale: 'en-GB', name: 'en', company: 'Companies', quoteSync: 'Quote/Sync', monitor: 'Monitor' },
    ...{ mappings: 'Mappings', edit: 'Edit', customer: 'Customer', connect: 'Connect', cancel: 'Cancel' },
    ...{
      connectTo: /^Connect to ERP/,
      choose: /^Choose values/,
      rows: 'Rows of the import',
      search: 'Search',
    },
    ...{
      conflict: /Conflict/,
      find: 'Search in ERP',
      selections: 'Selections',
      whichLink: 'Which link stays?',
    },
    ...{ history: 'History' },
  },
] as const

for (const words of languages) {
  test.describe(words.locale, () => {
    test.use({ locale: words.locale })

    test(`the pictures of the guide, ${words.name}`, async ({ beheer: page, api, demoErp, koppel }) => {
      const id = await furnished(api, demoErp)
      const take = (name: string, what: Page | Locator = page) =>
        what.screenshot({ path: join(folder, words.name, `${name}.png`), animations: 'disabled' })

      await page.goto(koppel.url)
      await expect(page.getByRole('link', { name: 'Hotel Zeezicht', exact: true })).toBeVisible()
      await take('companies')
      await page.getByRole('searchbox').fill('amster')
      await expect(page.getByRole('link', { name: 'Hotel Zeezicht', exact: true })).toBeHidden()
      await page.getByRole('button', { name: words.selections }).click()
      await expect(page.getByRole('textbox').last()).toBeVisible()
      await take('selections')
      await page.keyboard.press('Escape')

      await page.getByRole('link', { name: words.quoteSync }).click()
      await page.getByRole('row', { name: connection }).getByText(connection, { exact: true }).click()
      await expect(page.getByRole('button', { name: words.mappings, exact: true })).toBeVisible()
      await take('connections')
      await page.getByRole('button', { name: words.mappings, exact: true }).click()
      const mappings = page.getByRole('dialog')
      await expect(mappings.getByRole('table').first()).toBeVisible()
      await take('mapping')
      await page.keyboard.press('Escape')
      await page.getByRole('tab', { name: words.monitor }).click()
      await expect(page.getByRole('table').first()).toBeVisible()
      await take('monitor')

      const [first] = await recordsNamed(api, linked[0] ?? '')
      await page.goto(`${koppel.url}/records/company/${first}?tab=erp`)
      const panel = page.getByRole('region', { name: connection })
      await expect(panel.getByText(words.conflict).first()).toBeVisible()
      await take('erp-tab')

      await page.getByRole('tab', { name: words.history }).click()
      await expect(
        page.getByRole('list', { name: words.history }).locator(':scope > li').first(),
      ).toBeVisible()
      await take('history')
      const [second] = await recordsNamed(api, linked[1] ?? '')
      await page.goto(`${koppel.url}/records/company/${first}/merge?with=${second}`)
      await page.getByRole('region', { name: words.whichLink }).scrollIntoViewIfNeeded()
      await take('merge')

      const [free] = await recordsNamed(api, 'Drukkerij Van Loon')
      await page.goto(`${koppel.url}/records/company/${free}?tab=erp`)
      await expect(panel).toBeVisible()
      await page.getByRole('button', { name: words.edit, exact: true }).click()
      await panel.getByRole('button', { name: words.customer, exact: true }).click()
      const dialog = page.getByRole('dialog', { name: words.connectTo })
      await dialog.getByRole('textbox').first().fill('')
      await dialog.getByRole('button', { name: words.search, exact: true }).click()
      await expect(dialog.getByRole('radio', { name: 'Fjordfisk AS' })).toBeVisible()
      await take('connect')
      await dialog.getByRole('radio', { name: 'Drukkerij Van Loon' }).check()
      await dialog.getByRole('button', { name: words.connect, exact: true }).click()
      await expect(page.getByRole('dialog').getByRole('radio').first()).toBeVisible()
      await take('values')
      await page.keyboard.press('Escape')

      await page.goto(`${koppel.url}/imports/${await previewed(api, id)}?step=preview`)
      await expect(page.getByRole('table', { name: words.rows }).getByRole('link').first()).toBeVisible()
      await take('import')
    })
  })
}

/** A connection with linked companies, one of which has a conflict. */
async function furnished(api: Api, demoErp: string): Promise<number> {
  const there = await api<{ id: number; name: string }[]>('GET', '/connections')
  const known = there.find(({ name }) => name === connection)
  if (known) return known.id
  const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
  const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
  await synchroniseCustomers(api, id, fields, 'ask')
  for (const company of linked) await linkCompany(api, id, company)
  await api('PUT', '/engine', { running: false, intervalSeconds: 1 })
  await editBoth(api, demoErp, linked[0] ?? '')
  await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
  await expect
    .poll(async () => (await api<{ conflict: number }[]>('GET', '/states'))[0]?.conflict, { timeout: 60_000 })
    .toBe(1)
  return id
}

async function recordsNamed(api: Api, name: string): Promise<readonly number[]> {
  const { rows } = await api<{ rows: readonly { id: number }[] }>(
    'GET',
    `/records/company?q=${encodeURIComponent(name)}`,
  )
  return rows.map(({ id }) => id)
}

async function editBoth(api: Api, demoErp: string, name: string): Promise<void> {
  const [id] = await recordsNamed(api, name)
  const { version } = await api<{ version: number }>('GET', `/records/company/${id}`)
  await api('PATCH', `/records/company/${id}`, { version, fields: { phone: '+31 33 461 20 20' } })
  const authorization = `Basic ${Buffer.from('koppel:demo').toString('base64')}`
  const post = async (path: string, method: string, body: unknown) => {
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(`${demoErp}${path}`, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  const key = await keyOf(api, name)
  await post('/api/main/actors/customer', 'PATCH', {
    drafts: [{ key, fields: { PHONE: '+31 33 461 99 99' } }],
    fields: ['NAME'],
  })
}

async function keyOf(api: Api, name: string): Promise<string> {
  const [connected] = await api<{ id: number }[]>('GET', '/connections')
  const { hits } = await api<{ hits: readonly { key: string }[] }>(
    'POST',
    `/connections/${connected?.id}/actor-searches`,
    { actorType: 'customer', text: name },
  )
  return hits[0]?.key ?? ''
}

/** An import of everything, judged and not carried out. */
async function previewed(api: Api, connectionId: number): Promise<number> {
  interface State {
    readonly id: number
    readonly work: { readonly state: string } | null
  }
  const { id } = await api<State>('POST', '/imports', { connectionId, actorType: 'customer' })
  const still = async () => {
    const { work } = await api<State>('GET', `/imports/${id}`)
    return work?.state === 'queued' || work?.state === 'running'
  }
  await api('POST', `/imports/${id}/collections`, {})
  await expect.poll(still, { timeout: 60_000 }).toBe(false)
  await api('POST', `/imports/${id}/previews`, {})
  await expect.poll(still, { timeout: 60_000 }).toBe(false)
  return id
}
