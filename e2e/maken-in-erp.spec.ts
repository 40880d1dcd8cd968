import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import type { Api } from './api.ts'
import { openErpTab, openRecord, save } from './company-card.ts'
import { openInDemoErp } from './demo-erp-page.ts'
import { addConnection, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'

// Maken in ERP: geen overeenkomst gevonden, dus wordt de klant in het ERP gemaakt.

const connection = 'Demo-administratie'
const test = base.extend<object, { connectionId: number }>({
  connectionId: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await setDefaults(api, id)
      await synchroniseCustomers(api, id, ['NAME', 'PHONE', 'EMAIL', 'STREETCITY'])
      await use(id)
    },
    { scope: 'worker', auto: true },
  ],
})
test.use({ occasion: 'maken in ERP' })
test.setTimeout(120_000)

interface Defaults {
  readonly actorType: string
  readonly version: number
}

/** Betalingsconditie gets a value by itself; Aantal medewerkers is asked for and mandatory. */
async function setDefaults(api: Api, id: number): Promise<void> {
  const all = await api<Defaults[]>('GET', `/connections/${id}/defaults`)
  const version = all.find(({ actorType }) => actorType === 'customer')?.version
  const fields = [
    { key: 'PAYMENT_TERMS', hasDefault: true, value: '30', askUser: true },
    { key: 'EMPLOYEES', askUser: true, mandatory: true },
    { key: 'PRICE_CLASS', hasDefault: true, value: 'gold' },
  ]
  await api('PUT', `/connections/${id}/defaults/customer`, { version, fields })
}

async function newCompany(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Bedrijven', exact: true }).first().click()
  await page.getByRole('link', { name: 'Toevoegen' }).click()
  await page.getByRole('textbox', { name: 'Naam' }).fill(name)
  await page.getByRole('textbox', { name: 'Telefoon', exact: true }).fill('+31 50 311 22 33')
  await save(page)
  await expect(page.getByRole('heading', { name })).toBeVisible()
}

test('Een bedrijf zonder overeenkomst wordt in het ERP gemaakt, met standaardwaarden en wat is gevraagd', async ({
  beheer: page,
  demoErp,
}) => {
  const company = 'Zeilmakerij De Wimpel'
  await newCompany(page, company)
  const panel = await openErpTab(page, company, connection)
  await page.getByRole('button', { name: 'Bewerken' }).click()
  await panel.getByRole('button', { name: 'Klant' }).click()

  const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
  await expect(dialog.getByText(`Niets gevonden voor “${company}”`)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Verbinden', exact: true })).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'Kan geen overeenkomst vinden in ERP' }).check()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Maken', exact: true }).click()

  const create = page.getByRole('dialog', { name: /^Maken in ERP/ })
  await expect(create.getByText(company)).toBeVisible()
  await expect(create.getByText('+31 50 311 22 33')).toBeVisible()
  await expect(create.getByLabel('Betalingsconditie').first()).toHaveValue('30 dagen')
  await create.getByRole('button', { name: 'Maken in ERP' }).click()
  await expect(create.getByText('Het ERP heeft hier een waarde nodig.')).toBeVisible()
  await expectAccessible(page)
  await create.getByRole('textbox', { name: 'Aantal medewerkers' }).fill('12')
  await create.getByLabel('Betalingsconditie').first().click()
  await page.getByRole('option', { name: '14 dagen' }).click()
  await create.getByRole('button', { name: 'Maken in ERP' }).click()

  await expect(panel.getByText('Nog niet opgeslagen')).toBeVisible()
  await expect(panel.getByText('14 dagen')).toBeVisible()
  await expectAccessible(page)
  await save(page)
  await expect(panel.getByText('Gelijk')).toBeVisible()

  const erp = await openInDemoErp(page, demoErp, company)
  await expect(erp.getByLabel('Telefoon', { exact: true })).toHaveValue('+31 50 311 22 33')
  await expect(erp.getByLabel('Aantal medewerkers', { exact: true })).toHaveValue('12')
  await expect(erp.getByLabel('Betalingsconditie', { exact: true })).toHaveValue('14')
  await expect(erp.getByLabel('Prijsklasse', { exact: true })).toHaveValue('gold')
})

test('Annuleren maakt niets in het ERP', async ({ beheer: page, demoErp }) => {
  const company = 'Toch maar niet BV'
  await newCompany(page, company)
  const panel = await openErpTab(page, company, connection)
  await page.getByRole('button', { name: 'Bewerken' }).click()
  await panel.getByRole('button', { name: 'Klant' }).click()
  const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
  await dialog.getByRole('checkbox', { name: 'Kan geen overeenkomst vinden in ERP' }).check()
  await dialog.getByRole('button', { name: 'Maken', exact: true }).click()
  const create = page.getByRole('dialog', { name: /^Maken in ERP/ })
  await create.getByRole('textbox', { name: 'Aantal medewerkers' }).fill('3')
  await create.getByRole('button', { name: 'Maken in ERP' }).click()
  await expect(panel.getByText('Nog niet opgeslagen')).toBeVisible()
  await page.getByRole('button', { name: 'Annuleren' }).click()
  await expect(panel).toContainText('Nog niet verbonden')

  const erp = await page.context().newPage()
  await erp.goto(demoErp)
  await erp.getByRole('searchbox', { name: 'Zoeken' }).fill(company)
  await expect(erp.getByRole('button', { name: company })).toBeHidden()
  await openRecord(page, 'Bedrijven', company)
})
