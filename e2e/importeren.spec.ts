import { expectAccessible } from './accessibility.ts'
import { addConnection, linkCompany, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'

// Importeren vanuit ERP: van zoeken tot ongedaan maken.

const connection = 'Demo-administratie'
const linked = 'Bakkerij De Gouden Korst'
const test = base.extend<object, { connectionId: number }>({
  connectionId: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE', 'EMAIL', 'STREETCITY'])
      await linkCompany(api, id, linked)
      await use(id)
    },
    { scope: 'worker', auto: true },
  ],
})
test.use({ occasion: 'importeren' })

const languages = [
  {
    locale: 'nl-NL',
    ...{
      page: 'Importeren vanuit ERP',
      begin: 'Beginnen',
      search: 'Zoeken in ERP',
      find: 'Zoeken',
      all: /^Alle \d+ toevoegen$/,
    },
    ...{
      one: (title: string) => `${title} importeren`,
      add: /^Import toevoegen/,
      inImport: /actor(en)? in deze import/,
    },
    ...{
      next: 'Volgende',
      toPreview: 'Naar het voorbeeld',
      rows: 'Regels van de import',
      linked: 'Al verbonden',
    },
    ...{
      fresh: 'Nieuw',
      go: 'Import',
      done: 'De import is klaar',
      list: 'Nieuwe kaarten',
      open: 'Lijst openen',
    },
    ...{ undo: 'Import ongedaan maken', undone: 'De import is ongedaan gemaakt', menu: 'Hoofdmenu' },
    text: 'Fjordfisk',
    title: 'Fjordfisk AS',
  },
  {
    locale: 'en-GB',
    ...{
      page: 'Import from ERP',
      begin: 'Begin',
      search: 'Search ERP',
      find: 'Search',
      all: /^Add all \d+$/,
    },
    ...{ one: (title: string) => `Import ${title}`, add: /^Add import/, inImport: /actors? in this import/ },
    ...{ next: 'Next', toPreview: 'To the preview', rows: 'Rows of the import', linked: 'Already linked' },
    ...{ fresh: 'New', go: 'Import', done: 'The import is done', list: 'New cards', open: 'Open the list' },
    ...{ undo: 'Undo import', undone: 'The import was undone', menu: 'Main menu' },
    text: 'Nordlicht',
    title: 'Nordlicht Elektronik AG',
  },
] as const

for (const words of languages) {
  test.describe(words.locale, () => {
    test.use({ locale: words.locale })

    test('somebody looks for actors in the ERP, adds them to an import, sees what would happen, imports, finds the new cards in a list, and undoes it', async ({
      beheer: page,
    }) => {
      await page.getByRole('link', { name: words.page }).click()
      await expectAccessible(page)
      await page.getByRole('button', { name: words.begin, exact: true }).click()

      // One that is linked cannot be chosen; one that is found is ticked and added.
      await page.getByRole('textbox', { name: words.search }).fill(linked)
      await page.getByRole('button', { name: words.find, exact: true }).click()
      await expect(page.getByRole('row', { name: linked })).toContainText(words.linked)
      await page.getByRole('textbox', { name: words.search }).fill(words.text)
      await page.getByRole('button', { name: words.find, exact: true }).click()
      await page.getByRole('checkbox', { name: words.one(words.title) }).check()
      await page.getByRole('button', { name: words.add }).click()
      await expect(page.getByText(words.inImport)).toContainText('1')
      // The same with all that meets a search, without ticking.
      await page.getByRole('textbox', { name: words.search }).fill(linked)
      await page.getByRole('button', { name: words.find, exact: true }).click()
      await page.getByRole('button', { name: words.all }).click()
      await expect(page.getByText(words.inImport)).toContainText('2')
      await expectAccessible(page)
      await page.getByRole('button', { name: words.next, exact: true }).click()

      await expect(page.getByRole('button', { name: words.toPreview })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: words.toPreview }).click()

      const rows = page.getByRole('table', { name: words.rows })
      await expect(rows.getByRole('row', { name: words.title })).toContainText(words.fresh)
      await expect(rows.getByRole('row', { name: linked })).toContainText(words.linked)
      await expectAccessible(page)
      await page.getByRole('button', { name: words.go, exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: words.go, exact: true }).click()

      await expect(page.getByRole('heading', { name: words.done })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('region', { name: words.list }).getByRole('link', { name: words.open }).click()
      await expect(page.getByRole('link', { name: words.title, exact: true })).toBeVisible()

      await page.goBack()
      await page.getByRole('button', { name: words.undo }).click()
      await page.getByRole('dialog').getByRole('button', { name: words.undo }).click()
      await expect(page.getByRole('heading', { name: words.undone })).toBeVisible()
    })
  })
}
