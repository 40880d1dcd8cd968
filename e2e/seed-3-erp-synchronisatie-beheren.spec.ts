import type { Page } from '@playwright/test'
import { type Apart, startApart } from '../examples/apart.ts'
import { expectAccessible } from './accessibility.ts'
import { defineConnection, openSynchronise } from './connection-form.ts'
import { addConnection } from './erp-connection.ts'
import { expect, test } from './installation.ts'
import { dutch, english } from './seed-2-words.ts'

test.use({ occasion: 'seed 3' })

// ERP-synchronisatie beheren: the tab Synchroniseren shows Sync Connectors and ERP-verbindingen, to add, configure and rank.

let apart: Apart
test.beforeAll(async () => {
  apart = await startApart(['Bakkerij Jansen', 'Drukkerij De Vries'])
})
test.afterAll(() => apart[Symbol.asyncDispose]())

for (const words of [dutch, english]) {
  test.describe(`in ${words.language}`, () => {
    test.use({ locale: words.locale })
    const connectors = (page: Page) => page.getByRole('region', { name: words.connectors })
    const list = (page: Page) => page.getByRole('region', { name: words.connections })

    test('Sync Connector toevoegen die elders draait: wie niet antwoordt komt er niet in, en een verbinding ermee werkt', async ({
      beheer: page,
    }) => {
      const name = `Adresboek ${words.language}`
      await openSynchronise(page, words)
      await connectors(page).getByRole('button', { name: words.add }).click()
      const dialog = page.getByRole('dialog', { name: words.addConnector })
      await dialog.getByRole('textbox', { name: words.name }).fill(name)
      await dialog.getByRole('textbox', { name: 'URL' }).fill('http://127.0.0.1:4198')
      await dialog.getByRole('button', { name: 'OK', exact: true }).click()
      await expect(dialog.getByText(words.doesNotAnswer)).toBeVisible()
      await expectAccessible(page)

      await dialog.getByRole('textbox', { name: 'URL' }).fill(apart.url)
      await dialog.getByLabel(words.sharedSecret, { exact: true }).fill(apart.secret)
      await dialog.getByRole('button', { name: 'OK', exact: true }).click()
      await expect(page.getByText(words.isAdded(name))).toBeVisible()
      await expect(page.getByRole('region', { name: words.supports(name) })).toContainText(words.customer)

      const form = await defineConnection(page, `Adressen ${words.language}`, new RegExp(name), words)
      await form.getByLabel(new RegExp(`^${words.password}( \\*)?$`)).fill('open')
      await form.getByRole('button', { name: words.test }).click()
      await expect(form.getByText(words.testOk, { exact: true })).toBeVisible()
      await form.getByRole('button', { name: 'OK', exact: true }).click()
      await expect(form).toBeHidden()

      // In use, it is not deleted, and the message says by what.
      await connectors(page)
        .getByRole('row', { name: new RegExp(name) })
        .click()
      await connectors(page).getByRole('button', { name: words.delete, exact: true }).click()
      const question = page.getByRole('dialog', { name: words.deleteQuestion(name) })
      await question.getByRole('button', { name: words.delete, exact: true }).click()
      await expect(question.getByText(words.inUse)).toBeVisible()
      await question.getByRole('button', { name: words.cancel }).click()

      // Nobody stands in the way of the same journey in the other language.
      await list(page)
        .getByRole('row', { name: new RegExp(`Adressen ${words.language}`) })
        .click()
      await list(page).getByRole('button', { name: words.delete, exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: words.delete, exact: true }).click()
      await expect(page.getByRole('dialog')).toBeHidden()
      await connectors(page)
        .getByRole('row', { name: new RegExp(name) })
        .click()
      await connectors(page).getByRole('button', { name: words.delete, exact: true }).click()
      await question.getByRole('button', { name: words.delete, exact: true }).click()
      await expect(connectors(page).getByRole('row', { name: new RegExp(name) })).toBeHidden()
      await connectors(page).getByRole('checkbox', { name: words.deleted }).check()
      await expect(connectors(page).getByRole('row', { name: new RegExp(name) })).toBeVisible()
    })

    test('De lijst met alleen het toetsenbord: pijlen kiezen, Enter opent, Delete vraagt', async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const [first, second] = [`Toetsen A ${words.language}`, `Toetsen B ${words.language}`]
      for (const name of [first, second])
        await addConnection(api, { name, connector: 'builtin:demo', settings })
      await openSynchronise(page, words)
      await list(page)
        .getByRole('radio', { name: new RegExp(first) })
        .focus()
      await page.keyboard.press('ArrowDown')
      await expect(list(page).getByRole('radio', { name: new RegExp(second) })).toBeChecked()

      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog', { name: `${words.configure}: ${second}` })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()

      await expect(list(page).getByRole('radio', { name: new RegExp(second) })).toBeFocused()
      await page.keyboard.press('Delete')
      await expect(page.getByRole('dialog', { name: words.deleteQuestion(second) })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(list(page).getByRole('row', { name: new RegExp(second) })).toBeVisible()
    })

    test('Synchronisatieprioriteit instellen, en de synchronisatie Uit en Aan zetten', async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const [first, second] = [`Eerst ${words.language}`, `Daarna ${words.language}`]
      for (const name of [first, second])
        await addConnection(api, { name, connector: 'builtin:demo', settings })
      const order = async () =>
        (await api<readonly { name: string }[]>('GET', '/connections'))
          .map(({ name }) => name)
          .filter((name) => name === first || name === second)
      await openSynchronise(page, words)
      await page.getByRole('button', { name: words.priority }).click()
      const dialog = page.getByRole('dialog', { name: words.priority })
      await dialog.getByText(first).click()
      await expectAccessible(page)
      await dialog.getByRole('button', { name: words.moveDown, exact: true }).click()
      await dialog.getByRole('button', { name: words.done }).click()
      await expect(dialog).toBeHidden()
      expect(await order()).toEqual([second, first])

      const engine = page.getByRole('region', { name: words.engine })
      await engine.getByText(words.off, { exact: true }).click()
      await expect(engine.getByText(words.notInBackground)).toBeVisible()
      await engine.getByText(words.on, { exact: true }).click()
      await expect(engine.getByText(words.notInBackground)).toBeHidden()

      // How often it looks: what is no number of seconds is said at once, and what is saved stays.
      const interval = engine.getByRole('textbox', { name: words.interval })
      await interval.fill('0')
      await expect(engine.getByText(words.intervalWrong)).toBeVisible()
      await expect(engine.getByRole('button', { name: words.save })).toBeHidden()
      await interval.fill(words.language === 'nl' ? '90' : '120')
      await engine.getByRole('button', { name: words.save }).click()
      await expect(engine.getByRole('button', { name: words.save })).toBeHidden()
      const { intervalSeconds } = await api<{ intervalSeconds: number }>('GET', '/engine')
      expect(intervalSeconds).toBe(words.language === 'nl' ? 90 : 120)

      // Vernieuwen asks for the list again, also while nothing tells that it changed.
      const again = page.waitForResponse(/\/connections\?/)
      await page.getByRole('region', { name: words.connections }).getByText(words.refresh).click()
      expect((await again).ok()).toBe(true)
    })
  })
}
