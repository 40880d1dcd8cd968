import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { expect, signIn, test } from './installation.ts'

test.use({ occasion: 'lijsten' })

interface Words {
  readonly locale: string
  readonly search: string
  readonly filter: string
  readonly field: string
  readonly city: string
  readonly value: string
  readonly apply: string
  readonly chip: string
  readonly remove: string
  readonly columns: string
  readonly vat: string
  readonly selections: string
  readonly saveAs: string
  readonly save: string
  readonly exporting: string
  readonly csv: string
  readonly head: RegExp
  readonly sort: string
}

const nl: Words = {
  locale: 'nl-NL',
  search: 'Zoek bedrijven',
  filter: 'Filter',
  field: 'Veld',
  city: 'Plaats',
  value: 'Waarde',
  apply: 'Filter toepassen',
  chip: 'Plaats bevat “ar”',
  remove: 'Filter verwijderen: Plaats bevat “ar”',
  columns: 'Kolommen',
  vat: 'Btw-nummer',
  selections: 'Selecties',
  saveAs: 'Deze lijst opslaan als',
  save: 'Opslaan',
  exporting: 'Exporteren',
  csv: 'CSV-bestand',
  head: /Kaartnummer;Naam;Nummer;Btw-nummer/,
  sort: 'Sorteren',
}

const en: Words = {
  locale: 'en-GB',
  search: 'Search companies',
  filter: 'Filter',
  field: 'Field',
  city: 'City',
  value: 'Value',
  apply: 'Apply filter',
  chip: 'City contains “ar”',
  remove: 'Remove filter: City contains “ar”',
  columns: 'Columns',
  vat: 'VAT number',
  selections: 'Selections',
  saveAs: 'Save this list as',
  save: 'Save',
  exporting: 'Export',
  csv: 'CSV file',
  head: /Record number,Name,Number,VAT number/,
  sort: 'Sort',
}

for (const words of [nl, en]) {
  test.describe(words.locale, () => {
    test.use({ locale: words.locale })

    test('A list is filtered, gets another column, is saved under a name, found back and taken along', async ({
      page,
      koppel,
      api,
    }) => {
      await api('PATCH', '/session/user', { language: words.locale.slice(0, 2) })
      // A list begins as it was last looked at.
      await api('PUT', '/list-views/company', {})
      await signIn(page, koppel)
      const rows = page.getByRole('table').getByRole('link')
      await expect(rows.first()).toBeVisible()
      await addFilter(page, words)
      await expect(rows).toHaveText(['Kaashandel Alkmaar'])

      await page.getByRole('button', { name: words.columns }).click()
      await page.getByRole('checkbox', { name: words.vat }).check()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('columnheader', { name: words.vat })).toBeVisible()
      await expectAccessible(page)

      await page.getByRole('button', { name: words.selections }).click()
      await page.getByLabel(words.saveAs).fill(`Ar ${words.locale}`)
      await expectAccessible(page)
      await page.getByRole('button', { name: words.save }).click()
      await expect(page.getByLabel(words.saveAs)).toBeHidden()

      await page.getByRole('button', { name: words.exporting }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: words.csv }).click()
      const chunks: Buffer[] = []
      for await (const chunk of await (await download).createReadStream()) chunks.push(chunk)
      const file = Buffer.concat(chunks).toString()
      expect(file).toMatch(words.head)
      expect(file.trim().split('\r\n')).toHaveLength(2)

      await page.getByRole('button', { name: words.remove }).click()
      await expect(rows).not.toHaveCount(1)
      await page.getByRole('button', { name: words.selections }).click()
      await page.getByRole('button', { name: `Ar ${words.locale}`, exact: true }).click()
      await expect(rows).toHaveText(['Kaashandel Alkmaar'])
      await page.getByRole('button', { name: words.remove }).click()
    })

    test('On a phone a list is cards, by keyboard it is walked through', async ({ page, koppel, api }) => {
      await api('PATCH', '/session/user', { language: words.locale.slice(0, 2) })
      // A list begins as it was last looked at.
      await api('PUT', '/list-views/company', {})
      await signIn(page, koppel)
      await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
      await page.keyboard.press('/')
      await expect(page.getByRole('searchbox', { name: words.search })).toBeFocused()
      await page.keyboard.type('alkmaar')
      await expect(page.getByRole('table').getByRole('link')).toHaveText(['Kaashandel Alkmaar'])
      await page.keyboard.press('ArrowDown')
      await expect(page.getByRole('link', { name: 'Kaashandel Alkmaar' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Kaashandel Alkmaar' })).toBeVisible()

      await page.setViewportSize({ width: 390, height: 844 })
      await page.goBack()
      await expect(page.getByRole('listitem').getByRole('link')).toHaveText(['Kaashandel Alkmaar'])
      await expect(page.getByRole('combobox', { name: words.sort })).toBeVisible()
      await expectAccessible(page)
    })
  })
}

async function addFilter(page: Page, words: Words): Promise<void> {
  await page.getByRole('button', { name: words.filter, exact: true }).click()
  await page.getByRole('combobox', { name: words.field }).fill(words.city)
  await page.getByRole('option', { name: words.city, exact: true }).click()
  await page.getByRole('textbox', { name: words.value }).fill('ar')
  await page.getByRole('button', { name: words.apply }).click()
  await expect(page.getByText(words.chip)).toBeVisible()
}
