import { expectAccessible } from './accessibility.ts'
import { addConnection } from './erp-connection.ts'
import { expect, test } from './installation.ts'
import { arrow, expectGrey, openOf, pick } from './mapping-dialogs.ts'
import { languages } from './seed-1-words.ts'

test.use({ occasion: 'seed 1, Toewijzingen' })
test.setTimeout(150_000)

// ERP-verbinding configureren, Veldtoewijzing, stap voor stap, en beide onderdelen van Problemen oplossen.

for (const [language, words] of Object.entries(languages)) {
  test.describe(words.mappings, () => {
    test.use({ locale: words.locale })
    const named = (field: string, what: string) => `${field}: ${what}`

    test(`1–6. ${words.mappings}: tabblad, Synchroniseer, CRM-veld, Richting, weergeven, andere actors, Gereed`, async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const name = `Velden ${language}`
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      await addConnection(api, { name, connector: 'builtin:demo', settings })

      // 1. Selecteer de ERP-verbinding en klik op Toewijzingen.
      const dialog = await openOf(page, words, name, words.mappings)
      await expect(dialog.getByRole('tab')).toHaveText(words.actorTypes)
      for (const column of words.columns) {
        await expect(dialog.getByRole('columnheader', { name: column })).toBeVisible()
      }

      // 2–3. Selecteer het tabblad voor de actor en vink Synchroniseer aan.
      await dialog.getByRole('tab', { name: words.actorTypes[0] ?? '' }).click()
      await dialog.getByRole('checkbox', { name: words.enableCustomer }).check()

      // 4. CRM-veld en Richting: grijs, wit, blauw.
      const inTab = dialog.getByRole('checkbox', { name: named(words.notes, words.inTab) })
      await expect(arrow(dialog, words.notes, '>')).toBeDisabled()
      await expect(inTab).toBeChecked()
      await pick(dialog, named(words.notes, words.crmField), words.crm.note)
      await expect(arrow(dialog, words.notes, '>')).toBeEnabled()
      await expect(arrow(dialog, words.notes, '>')).toHaveAttribute('aria-pressed', 'false')
      for (const way of ['<', '>'] as const) await arrow(dialog, words.notes, way).click()
      await arrow(dialog, words.name, '>').click()
      await arrow(dialog, words.phone, '<').click()
      await expect(arrow(dialog, words.notes, '>')).toHaveAttribute('aria-pressed', 'true')

      // 4. Weergeven in zoekopdracht en in ERP-tabblad; wat wordt gesynchroniseerd staat al op de kaart.
      await dialog.getByRole('checkbox', { name: named(words.email, words.inSearch) }).check()
      await expect(inTab).not.toBeChecked()
      await inTab.check()
      await expect(dialog.getByRole('row', { name: words.notes })).toContainText(words.alreadyOnCard)
      await inTab.uncheck()
      await expectAccessible(page)

      // 5. Herhaal dit voor andere actors.
      await dialog.getByRole('tab', { name: words.actorTypes[1] ?? '' }).click()
      await dialog.getByRole('checkbox', { name: words.enableSupplier }).check()
      await arrow(dialog, words.name, '>').click()

      // 6. Klik op Gereed.
      await dialog.getByRole('button', { name: words.done }).click()
      await expect(dialog).toBeHidden()
      await expect(page.getByRole('region', { name })).toContainText(words.crm.note)

      const again = await openOf(page, words, name, words.mappings)
      await expect(arrow(again, words.notes, '<')).toHaveAttribute('aria-pressed', 'true')
      await expect(arrow(again, words.phone, '>')).toHaveAttribute('aria-pressed', 'false')
      await expect(again.getByRole('checkbox', { name: named(words.email, words.inSearch) })).toBeChecked()
    })

    test(`Problemen oplossen – ${language}: een grijze pijl zegt waarom, met de muis, het toetsenbord en een schermlezer`, async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const owner = await addConnection(api, {
        name: `Eigenaar ${language}`,
        connector: 'builtin:demo',
        settings,
      })
      const path = `/connections/${owner}/mappings`
      type Mapped = { actorType: string; version: number; fields: { key: string }[] }
      const [{ version, fields } = { version: 0, fields: [] }] = await api<Mapped[]>('GET', path)
      const toCrm = ['NAME', 'DEPARTMENT']
      const own = fields.filter(({ key }) => toCrm.includes(key))
      const change = { version, enabled: true, fields: own.map((field) => ({ ...field, toCrm: true })) }
      await api('PUT', `${path}/customer`, change)
      await api('PUT', `/connections/${owner}/activation`)

      const name = `Grijs ${language}`
      await addConnection(api, { name, connector: 'builtin:demo', settings })
      const dialog = await openOf(page, words, name, words.mappings)
      const { why } = words
      await expectGrey(arrow(dialog, words.number, '>'), why.noCrmField)
      await pick(dialog, named(words.number, words.crmField), words.crm.code)
      await expectGrey(arrow(dialog, words.number, '>'), why.identifies)
      await pick(dialog, named(words.balance, words.crmField), words.crm.code)
      await expectGrey(arrow(dialog, words.balance, '<'), why.readOnly)
      await pick(dialog, named(words.blocked, words.crmField), words.crm.note)
      await expectGrey(arrow(dialog, words.blocked, '<'), why.types)
      await arrow(dialog, words.phone, '>').click()
      await pick(dialog, named(words.fax, words.crmField), words.crm.phone)
      await expectGrey(arrow(dialog, words.fax, '>'), why.otherField)
      await expectGrey(arrow(dialog, words.department, '>'), why.otherConnection)
      await arrow(dialog, words.department, '<').click()
      await expect(arrow(dialog, words.department, '>')).toBeEnabled()
      await expectAccessible(page)
      await api('DELETE', `/connections/${owner}/activation`)
    })

    test(`Problemen oplossen – ${language}: wat het activeren in de weg staat, leidt naar het veld`, async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const name = `Activeren ${language}`
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      await addConnection(api, { name, connector: 'builtin:demo', settings })
      await page.getByRole('link', { name: words.quoteSync }).click()
      const active = page.getByRole('checkbox', { name: `${words.active}: ${name}` })
      const message = page.getByRole('alert')

      await active.click()
      await message.getByRole('button', { name: words.noActorType }).click()
      const dialog = page.getByRole('dialog', { name: `${words.mappings}: ${name}` })
      await dialog.getByRole('checkbox', { name: words.enableCustomer }).check()
      await dialog.getByRole('button', { name: words.done }).click()
      await expect(dialog).toBeHidden()

      await active.click()
      await message.getByRole('button', { name: words.mandatory }).click()
      await expect(arrow(dialog, words.name, '<')).toBeFocused()
      await arrow(dialog, words.name, '>').click()
      await dialog.getByRole('button', { name: words.done }).click()
      await expect(dialog).toBeHidden()
      await active.click()
      await expect(active).toBeChecked()
      await active.click()
      await expect(active).not.toBeChecked()
    })
  })
}
