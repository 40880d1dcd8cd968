import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { addConnection } from './erp-connection.ts'
import { expect, test } from './installation.ts'
import { en, nl, type Words } from './seed-1-defaults-words.ts'

test.use({ occasion: 'seed 1, Standaardwaarden en Velden rangschikken' })
test.setTimeout(200_000)

// ERP-verbinding configureren, Standaardwaarden en Velden rangschikken, stap voor stap.

/** Opens one of the dialogs of a connection. */
async function open(page: Page, words: Words, connection: string, dialog: string): Promise<Locator> {
  await page.getByRole('link', { name: words.quoteSync }).click()
  await page.getByRole('row', { name: connection }).click()
  await page
    .getByRole('region', { name: connection })
    .getByRole('button', { name: dialog, exact: true })
    .click()
  return page.getByRole('dialog', { name: `${dialog}: ${connection}` })
}

async function addDefault(page: Page, words: Words, dialog: Locator, field: string): Promise<Locator> {
  await dialog.getByRole('button', { name: words.add, exact: true }).click()
  const form = page.getByRole('dialog', { name: words.addTitle })
  await form.getByRole('combobox', { name: words.erpField }).click()
  await page.getByRole('option', { name: field, exact: true }).click()
  return form
}

const row = (dialog: Locator, field: string) => dialog.getByRole('row').filter({ hasText: field })
const names = (list: Locator) => list.getByRole('option')

for (const [language, words] of Object.entries({ nl, en })) {
  test.describe(words.defaults, () => {
    test.use({ locale: words.locale })

    test(`1–6. ${words.defaults}: een veld kiezen, een waarde instellen, vragen of verplichten, en OK slaat op`, async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const name = `Standaard ${language}`
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name, connector: 'builtin:demo', settings })

      // 1. Selecteer de ERP-verbinding en klik op Standaardwaarden.
      const dialog = await open(page, words, name, words.defaults)

      // 2. Selecteer het tabblad voor de actor.
      await dialog.getByRole('tab', { name: words.supplier }).click()
      await dialog.getByRole('tab', { name: words.customer }).click()
      await expect(row(dialog, words.name)).toBeVisible()
      await expectAccessible(page)

      // 3–5. Toevoegen; Standaardwaarde instellen: u moet een waarde invoeren; een lijstveld kiest uit de lijst van het ERP.
      let form = await addDefault(page, words, dialog, words.terms)
      await form.getByRole('checkbox', { name: words.set }).check()
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(form.getByText(words.enterValue, { exact: true })).toBeVisible()
      await form.getByRole('combobox', { name: words.terms }).fill('30')
      await page.getByRole('option', { name: words.thirty, exact: true }).click()
      await expectAccessible(page)
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(form).toBeHidden()
      await expect(row(dialog, words.terms)).toContainText(words.thirty)

      // 6. Herhaal: een getal, een datum en een vakje, elk zoals de taal ze schrijft.
      for (const [field, typed] of [
        [words.limit, words.typed],
        [words.since, words.date],
      ] as const) {
        form = await addDefault(page, words, dialog, field)
        await form.getByRole('checkbox', { name: words.set }).check()
        await form.getByRole('textbox', { name: field, exact: true }).fill(typed)
        await form.getByRole('button', { name: words.ok, exact: true }).click()
        await expect(row(dialog, field)).toBeVisible()
      }
      form = await addDefault(page, words, dialog, words.blocked)
      await form.getByRole('checkbox', { name: words.set }).check()
      await form.getByRole('checkbox', { name: words.blocked, exact: true }).check()
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(row(dialog, words.blocked)).toContainText(words.yes)

      // 4. Verplicht: u moet hierbij ook een van bovenstaande opties kiezen.
      form = await addDefault(page, words, dialog, words.fax)
      await form.getByRole('checkbox', { name: words.mandatory }).check()
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(form.getByText(words.oneOfTwo)).toBeVisible()
      await form.getByRole('checkbox', { name: words.ask }).check()
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(form).toBeHidden()

      // 6. Herhaal voor andere actors.
      await dialog.getByRole('tab', { name: words.supplier }).click()
      form = await addDefault(page, words, dialog, words.minimum)
      await form.getByRole('checkbox', { name: words.set }).check()
      await form.getByRole('textbox', { name: words.minimum, exact: true }).fill(words.typed)
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(row(dialog, words.minimum)).toBeVisible()
      await dialog.getByRole('tab', { name: words.customer }).click()

      // What the ERP itself makes mandatory stays so, and says why.
      await row(dialog, words.name).dblclick()
      form = page.getByRole('dialog', { name: words.editTitle })
      await expect(form.getByRole('checkbox', { name: words.mandatory })).toBeDisabled()
      await expect(form.getByText(words.byErp)).toBeVisible()
      await form.getByRole('button', { name: words.cancel }).click()

      type Defaults = {
        actorType: string
        version: number
        fields: { key: string; value: unknown; askUser: boolean; mandatory: boolean }[]
      }
      const stored = async (actorType = 'customer') => {
        const all = await api<Defaults[]>('GET', `/connections/${id}/defaults`)
        const found = all.find((defaults) => defaults.actorType === actorType)
        if (!found) throw new Error(`There is no ${actorType}`)
        return found
      }
      const defaultOf = async (key: string) => (await stored()).fields.find((field) => field.key === key)
      expect((await defaultOf('PAYMENT_TERMS'))?.value).toBe('30')
      expect((await defaultOf('CREDIT_LIMIT'))?.value).toBe('2500.5')
      expect((await defaultOf('CUSTOMER_SINCE'))?.value).toBe('2025-12-31')
      expect((await defaultOf('BLOCKED'))?.value).toBe(true)
      const ofSupplier = (await stored('supplier')).fields.find(({ key }) => key === 'MINIMUM_ORDER')
      expect(ofSupplier?.value).toBe('2500.5')
      expect(await defaultOf('FAX')).toMatchObject({ askUser: true, mandatory: true })

      // Somebody else saves first: what is in the form stays, and is saved on top of that.
      await row(dialog, words.terms).click()
      await dialog.getByRole('button', { name: words.edit, exact: true }).click()
      form = page.getByRole('dialog', { name: words.editTitle })
      await form.getByRole('checkbox', { name: words.ask }).check()
      const { version } = await stored()
      const theirs = [{ key: 'PAYMENT_TERMS', hasDefault: true, value: '14' }]
      await api('PUT', `/connections/${id}/defaults/customer`, { version, fields: theirs })
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(form.getByRole('alert').filter({ hasText: words.overtaken })).toBeVisible()
      await form.getByRole('button', { name: words.goOn }).click()
      await expect(form.getByRole('checkbox', { name: words.ask })).toBeChecked()
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(form).toBeHidden()
      expect(await defaultOf('PAYMENT_TERMS')).toMatchObject({ value: '30', askUser: true })

      // The ERP does not answer: the items that were known last are there, and nothing typed is lost.
      await page.route('**/erp-lists/**', (route) => route.abort())
      form = await addDefault(page, words, dialog, words.priceClass)
      await form.getByRole('checkbox', { name: words.set }).check()
      await expect(form.getByText(words.away)).toBeVisible()
      await form.getByRole('combobox', { name: words.priceClass }).click()
      await page.getByRole('option').first().click()
      await form.getByRole('button', { name: words.ok, exact: true }).click()
      await expect(form).toBeHidden()
      await page.unroute('**/erp-lists/**')

      // Verwijderen asks first.
      await row(dialog, words.terms).click()
      await dialog.getByRole('button', { name: words.remove, exact: true }).click()
      await page.getByRole('dialog').last().getByRole('button', { name: words.remove, exact: true }).click()
      await expect(row(dialog, words.terms)).toBeHidden()
      await dialog.getByRole('button', { name: words.done }).click()
      await expect(dialog).toBeHidden()
    })

    test(`1–5. ${words.ranking}: met knoppen, door te slepen en met alleen het toetsenbord, en Gereed slaat op`, async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const name = `Rangorde ${language}`
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name, connector: 'builtin:demo', settings })

      // 1–2. Velden rangschikken, het tabblad van de actor: alle beschikbare velden worden weergegeven.
      let dialog = await open(page, words, name, words.ranking)
      await dialog.getByRole('tab', { name: words.customer }).click()
      let list = dialog.getByRole('listbox')
      await expect(names(list)).toHaveCount(30)
      await expectAccessible(page)

      // 3. Selecteer een veld en gebruik de pijlen: the buttons.
      await names(list).filter({ hasText: words.limit }).click()
      await dialog.getByRole('button', { name: words.top }).click()
      await expect(names(list).first()).toContainText(words.limit)
      await dialog.getByRole('button', { name: words.down, exact: true }).click()
      await expect(names(list).nth(1)).toContainText(words.limit)
      await dialog.getByRole('button', { name: words.up, exact: true }).click()
      await expect(names(list).first()).toContainText(words.limit)

      // 4. Herhaal voor andere actors.
      await dialog.getByRole('tab', { name: words.supplier }).click()
      await names(list).filter({ hasText: words.minimum }).click()
      await dialog.getByRole('button', { name: words.top }).click()
      await expect(names(list).first()).toContainText(words.minimum)
      await dialog.getByRole('tab', { name: words.customer }).click()

      // By dragging.
      await names(list)
        .filter({ hasText: words.fax })
        .dragTo(names(list).first(), { targetPosition: { x: 60, y: 4 } })
      await expect(names(list).first()).toContainText(words.fax)
      await expect(dialog.getByRole('status').filter({ hasText: words.moved })).toBeAttached()

      // With the keyboard alone, two at once: a letter seeks, Shift takes along, Alt moves.
      await list.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('Alt+ArrowDown')
      await expect(names(list).nth(1)).toContainText(words.fax)
      await expect(names(list).nth(2)).toContainText(words.limit)
      await page.keyboard.press('Alt+Home')
      await expect(names(list).first()).toContainText(words.fax)
      await page.keyboard.press('Tab')
      for (let at = 0; at < 12; at++) {
        const done = await page.evaluate('document.activeElement?.textContent')
        if (done === words.done) break
        await page.keyboard.press('Tab')
      }
      await page.keyboard.press('Enter')
      await expect(dialog).toBeHidden()

      // 5. Gereed heeft opgeslagen.
      dialog = await open(page, words, name, words.ranking)
      list = dialog.getByRole('listbox')
      await expect(names(list).first()).toContainText(words.fax)
      await expect(names(list).nth(1)).toContainText(words.limit)
      type Ranks = { actorType: string; fields: { key: string }[] }
      const ranks = await api<Ranks[]>('GET', `/connections/${id}/ranks`)
      const customers = ranks.find(({ actorType }) => actorType === 'customer')
      expect(customers?.fields.slice(0, 2).map(({ key }) => key)).toEqual(['FAX', 'CREDIT_LIMIT'])
      const suppliers = ranks.find(({ actorType }) => actorType === 'supplier')
      expect(suppliers?.fields[0]?.key).toBe('MINIMUM_ORDER')
    })
  })
}
