import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import type { Api } from './api.ts'
import { openRecord } from './company-card.ts'
import { openInDemoErp } from './demo-erp-page.ts'
import { addConnection, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'

// Maken in ERP: geen overeenkomst gevonden, dus wordt de klant in het ERP gemaakt. One journey, in both languages.

const nl = {
  locale: 'nl-NL',
  company: 'Zeilmakerij De Wimpel',
  never: 'Toch maar niet BV',
  ...{ companies: 'Bedrijven', add: 'Toevoegen', name: 'Naam', phone: 'Telefoon', save: 'Opslaan' },
  ...{ edit: 'Bewerken', cancel: 'Annuleren', customer: 'Klant', connect: 'Verbinden', make: 'Maken' },
  connectTo: /^Verbinden met ERP/,
  nothingFound: (text: string) => `Niets gevonden voor “${text}”`,
  noMatch: 'Kan geen overeenkomst vinden in ERP',
  makeInErp: 'Maken in ERP',
  paymentTerms: 'Betalingsconditie',
  ...{ thirtyDays: '30 dagen', fourteenDays: '14 dagen' },
  ...{ employees: 'Aantal medewerkers', erpPhone: 'Telefoon', priceClass: 'Prijsklasse' },
  needed: 'Het ERP heeft hier een waarde nodig.',
  ...{ notSaved: 'Nog niet opgeslagen', inSync: 'Gelijk', notLinked: 'Nog niet verbonden' },
}

const en: typeof nl = {
  locale: 'en-GB',
  company: 'Wimple Sailmakers',
  never: 'On Second Thoughts Ltd',
  ...{ companies: 'Companies', add: 'Add', name: 'Name', phone: 'Phone', save: 'Save' },
  ...{ edit: 'Edit', cancel: 'Cancel', customer: 'Customer', connect: 'Connect', make: 'Create' },
  connectTo: /^Connect to ERP/,
  nothingFound: (text) => `Nothing found for “${text}”`,
  noMatch: "Can't find match in ERP",
  makeInErp: 'Create in ERP',
  paymentTerms: 'Payment terms',
  ...{ thirtyDays: '30 days', fourteenDays: '14 days' },
  ...{ employees: 'Number of employees', erpPhone: 'Telephone', priceClass: 'Price class' },
  needed: 'The ERP needs a value here.',
  ...{ notSaved: 'Not saved yet', inSync: 'In sync', notLinked: 'Not linked yet' },
}

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

for (const words of [nl, en]) {
  test.describe(words.locale, () => {
    test.use({ locale: words.locale })

    const button = (within: Page | Locator, name: string) => within.getByRole('button', { name, exact: true })
    const dialogOf = (page: Page) => page.getByRole('dialog', { name: words.connectTo })
    const createOf = (page: Page) => page.getByRole('dialog', { name: new RegExp(`^${words.makeInErp}`) })

    /** A new company, of which the ERP tab is being edited: the dialog for a customer is open. */
    async function lookFor(page: Page, name: string): Promise<Locator> {
      await page.getByRole('link', { name: words.companies, exact: true }).first().click()
      await page.getByRole('link', { name: words.add }).click()
      await page.getByRole('textbox', { name: words.name }).fill(name)
      await page.getByRole('textbox', { name: words.phone, exact: true }).fill('+31 50 311 22 33')
      await button(page, words.save).click()
      await expect(page.getByRole('heading', { name })).toBeVisible()
      await page.getByRole('tab', { name: 'ERP' }).click()
      const panel = page.getByRole('region', { name: connection })
      await expect(panel).toBeVisible()
      await button(page, words.edit).click()
      await button(panel, words.customer).click()
      return panel
    }

    test('a company without a match is made in the ERP, with defaults and what was asked for', async ({
      beheer: page,
      demoErp,
    }) => {
      const { company } = words
      const panel = await lookFor(page, company)
      const dialog = dialogOf(page)
      await expect(dialog.getByText(words.nothingFound(company))).toBeVisible()
      await expect(button(dialog, words.connect)).toBeDisabled()
      await dialog.getByRole('checkbox', { name: words.noMatch }).check()
      await expectAccessible(page)
      await button(dialog, words.make).click()

      const create = createOf(page)
      await expect(create.getByText(company)).toBeVisible()
      await expect(create.getByText('+31 50 311 22 33')).toBeVisible()
      await expect(create.getByLabel(words.paymentTerms).first()).toHaveValue(words.thirtyDays)
      await button(create, words.makeInErp).click()
      await expect(create.getByText(words.needed)).toBeVisible()
      await expectAccessible(page)
      await create.getByRole('textbox', { name: words.employees }).fill('12')
      await create.getByLabel(words.paymentTerms).first().click()
      await page.getByRole('option', { name: words.fourteenDays }).click()
      await button(create, words.makeInErp).click()

      await expect(panel.getByText(words.notSaved)).toBeVisible()
      await expect(panel.getByText(words.fourteenDays)).toBeVisible()
      await expectAccessible(page)
      await button(page, words.save).click()
      await expect(panel.getByText(words.inSync, { exact: true })).toBeVisible()

      const erp = await openInDemoErp(page, demoErp, company)
      const inErp = (label: string) => erp.getByLabel(label, { exact: true })
      await expect(inErp(words.erpPhone)).toHaveValue('+31 50 311 22 33')
      await expect(inErp(words.employees)).toHaveValue('12')
      await expect(inErp(words.paymentTerms)).toHaveValue('14')
      await expect(inErp(words.priceClass)).toHaveValue('gold')
    })

    test('cancelling makes nothing in the ERP', async ({ beheer: page, api, connectionId }) => {
      const panel = await lookFor(page, words.never)
      const dialog = dialogOf(page)
      await dialog.getByRole('checkbox', { name: words.noMatch }).check()
      await button(dialog, words.make).click()
      const create = createOf(page)
      await create.getByRole('textbox', { name: words.employees }).fill('3')
      await button(create, words.makeInErp).click()
      await expect(panel.getByText(words.notSaved)).toBeVisible()
      await button(page, words.cancel).click()
      await expect(panel).toContainText(words.notLinked)

      const search = { actorType: 'customer', text: words.never }
      const { hits } = await api<{ hits: unknown[] }>(
        'POST',
        `/connections/${connectionId}/actor-searches`,
        search,
      )
      expect(hits).toEqual([])
      await openRecord(page, words.companies, words.never)
    })
  })
}
