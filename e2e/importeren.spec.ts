import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { addConnection, linkCompany, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'
import { readWorkbook } from './xlsx.ts'

// Importeren vanuit ERP: van zoeken tot ongedaan maken.

const connection = 'Demo-administratie'
const linked = 'Bakkerij De Gouden Korst'
const known = 'Hotel Zeezicht'
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
    ...{ exporting: 'Exporteren', verdict: 'Oordeel' },
    text: 'Fjordfisk',
    title: 'Fjordfisk AS',
    same: 'Zelfde e-mailadres als Hotel Zeezicht',
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
    ...{ exporting: 'Export', verdict: 'Verdict' },
    text: 'Nordlicht',
    title: 'Nordlicht Elektronik AG',
    same: 'Same e-mail address as Hotel Zeezicht',
  },
] as const

/** The rows of an import as a file of this kind, as it lies on the disk of whoever asked for it. */
async function downloaded(page: Page, button: string, kind: RegExp): Promise<Buffer> {
  await page.getByRole('button', { name: button, exact: true }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: kind }).click()
  return await readFile(await (await downloading).path())
}

for (const words of languages) {
  test.describe(words.locale, () => {
    test.use({ locale: words.locale })

    test('somebody looks for actors in the ERP, adds them to an import, sees what would happen, imports, finds the new cards in a list, and undoes it', async ({
      beheer: page,
    }) => {
      test.slow()
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
      for (const [text, count] of [
        [linked, '2'],
        [known, '3'],
      ] as const) {
        await page.getByRole('textbox', { name: words.search }).fill(text)
        await page.getByRole('button', { name: words.find, exact: true }).click()
        await expect(page.getByRole('row', { name: text })).toBeVisible()
        await page.getByRole('button', { name: words.all }).click()
        await expect(page.getByText(words.inImport)).toContainText(count)
      }
      await expectAccessible(page)
      await page.getByRole('button', { name: words.next, exact: true }).click()

      await expect(page.getByRole('button', { name: words.toPreview })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: words.toPreview }).click()

      const rows = page.getByRole('table', { name: words.rows })
      await expect(rows.getByRole('row', { name: words.title })).toContainText(words.fresh)
      await expect(rows.getByRole('row', { name: linked })).toContainText(words.linked)
      await expect(rows.getByRole('row', { name: known })).toContainText(words.same)
      await expectAccessible(page)

      // The rows as a file: for a program, and for a spreadsheet.
      const lines = (await downloaded(page, words.exporting, /CSV/)).toString().trim().split('\r\n')
      expect(lines).toHaveLength(4)
      expect(lines[0]).toContain(words.verdict)
      const workbook = readWorkbook(await downloaded(page, words.exporting, /XLSX/))
      expect(workbook.rows).toBe(4)
      expect(workbook.texts).toEqual(
        expect.arrayContaining([words.verdict, words.title, words.fresh, linked, words.linked]),
      )

      // On a phone the same, with nothing off the screen and what comes next in sight.
      await page.setViewportSize({ width: 390, height: 800 })
      await expect(page.getByRole('button', { name: words.go, exact: true })).toBeInViewport({ ratio: 1 })
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(390)
      await expectAccessible(page)
      await page.getByRole('button', { name: words.go, exact: true }).click()
      await expectAccessible(page)
      await page.getByRole('dialog').getByRole('button', { name: words.go, exact: true }).click()

      await expect(page.getByRole('heading', { name: words.done })).toBeVisible()
      await expectAccessible(page)
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.getByRole('region', { name: words.list }).getByRole('link', { name: words.open }).click()
      await expect(page.getByRole('link', { name: words.title, exact: true })).toBeVisible()

      await page.goBack()
      await page.getByRole('button', { name: words.undo }).click()
      await expect(page.getByRole('dialog').getByRole('button', { name: words.undo })).toBeEnabled()
      await expectAccessible(page)
      await page.getByRole('dialog').getByRole('button', { name: words.undo }).click()
      await expect(page.getByRole('heading', { name: words.undone })).toBeVisible()
    })
  })
}
