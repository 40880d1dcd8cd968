import { expectAccessible } from './accessibility.ts'
import { addConnection } from './erp-connection.ts'
import { expect, test } from './installation.ts'
import { arrow, openOf, pick } from './mapping-dialogs.ts'
import { languages } from './seed-1-words.ts'

test.use({ occasion: 'seed 1, Lijsttoewijzing' })
test.setTimeout(150_000)

// ERP-verbinding configureren, Lijsttoewijzing, stap voor stap.

for (const [language, words] of Object.entries(languages)) {
  test.describe(words.lists, () => {
    test.use({ locale: words.locale })

    test(`1–5. ${words.lists}: een lijst kiezen, elk ERP-item zijn CRM-item, dubbele zijn rood, (Geen selectie), Opslaan en activeren`, async ({
      beheer: page,
      api,
      demoErp,
    }) => {
      const name = `Lijsten ${language}`
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name, connector: 'builtin:demo', settings })
      type Mapped = { actorType: string; version: number; fields: { key: string; type: string }[] }
      for (const { actorType, version, fields } of await api<Mapped[]>(
        'GET',
        `/connections/${id}/mappings`,
      )) {
        const lists = fields.filter(({ type }) => type === 'list')
        const change = {
          version,
          enabled: false,
          fields: lists.map((field) => ({ ...field, crmField: null })),
        }
        await api('PUT', `/connections/${id}/mappings/${actorType}`, change)
      }

      // 1. Klik op Lijsttoewijzing. Als er geen lijsten worden weergegeven, is er nog geen lijstveld toegewezen.
      const lists = await openOf(page, words, name, words.lists)
      await expect(lists.getByRole('heading', { name: words.noLists })).toBeVisible()
      await expectAccessible(page)
      await lists.getByRole('button', { name: words.mappings }).click()
      const mappings = page.getByRole('dialog', { name: `${words.mappings}: ${name}` })
      await mappings.getByRole('checkbox', { name: words.enableCustomer }).check()
      await pick(mappings, `${words.country}: ${words.crmField}`, words.crm.country)
      await pick(mappings, `${words.business}: ${words.crmField}`, words.business)
      for (const field of [words.country, words.business, words.name])
        await arrow(mappings, field, '>').click()
      await mappings.getByRole('button', { name: words.done }).click()
      await expect(mappings).toBeHidden()

      // 2. Selecteer een lijst: de overeenkomstige ERP- en CRM-items worden weergegeven.
      const dialog = await openOf(page, words, name, words.lists)
      await dialog.getByRole('tab', { name: words.country }).click()
      await expect(dialog.getByRole('row', { name: words.netherlands })).toBeVisible()

      // 3. Wijs CRM-items toe. Dubbele toewijzingen zijn rood en houden het opslaan tegen.
      await pick(dialog, words.netherlands, words.netherlands)
      await pick(dialog, words.belgium, words.netherlands)
      const row = dialog.getByRole('row', { name: words.netherlands }).first()
      await expect(row).toContainText(words.alsoAt)
      await expect(dialog.getByRole('combobox', { name: words.netherlands })).toHaveAttribute(
        'aria-invalid',
        'true',
      )
      await expect(dialog.getByRole('status')).toContainText(words.usedOnce)
      await expect(dialog.getByRole('button', { name: words.save })).toBeDisabled()
      await dialog.getByRole('button', { name: words.twice }).click()
      await expect(dialog.getByRole('table').getByRole('combobox')).toHaveCount(2)
      await expectAccessible(page)

      // 3. Kies (Geen selectie) om een ERP-item niet toe te wijzen; gelijke namen kunnen in één keer.
      await pick(dialog, words.belgium, words.none)
      await expect(dialog.getByRole('button', { name: words.save })).toBeEnabled()
      await dialog.getByRole('button', { name: words.matchNames }).click()
      await expect(dialog.getByRole('combobox', { name: words.belgium })).toHaveValue(words.belgium)

      // 4. Herhaal voor andere lijsten.
      await dialog.getByRole('tab', { name: words.business }).click()
      await dialog.getByRole('button', { name: words.matchNames }).click()
      await expect(dialog.getByRole('combobox', { name: words.construction })).toHaveValue(words.construction)

      // 5. Klik op Opslaan en activeer de ERP-verbinding.
      await dialog.getByRole('button', { name: words.save }).click()
      await expect(dialog).toBeHidden()
      const again = await openOf(page, words, name, words.lists)
      await again.getByRole('tab', { name: words.business }).click()
      await expect(again.getByRole('combobox', { name: words.construction })).toHaveValue(words.construction)
      await again.getByRole('tab', { name: words.country }).click()
      await expect(again.getByRole('combobox', { name: words.netherlands })).toHaveValue(words.netherlands)
      await page.keyboard.press('Escape')
      await expect(again).toBeHidden()
      const active = page.getByRole('checkbox', { name: `${words.active}: ${name}` })
      await active.click()
      await expect(active).toBeChecked()
      await active.click()
      await expect(active).not.toBeChecked()
    })
  })
}

test('Twee beheerders aan één lijst: de tweede ziet wat er is gewijzigd, houdt de eigen keuze en slaat beide op', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  const words = languages.nl
  const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
  const id = await addConnection(api, { name: 'Samen', connector: 'builtin:demo', settings })
  const dialog = await openOf(page, words, 'Samen', words.lists)
  await dialog.getByRole('tab', { name: words.country }).click()
  await pick(dialog, 'België', 'België')

  type Item = { erpItem: string; label: string; suggestion: string | null }
  type Lists = { erpList: string; crmList: string; items: Item[] }[]
  const path = `/connections/${id}/list-mappings`
  const country = (await api<Lists>('GET', path)).find(({ crmList }) => crmList === 'country')
  const other = country?.items.find(({ label }) => label === 'Nederland')
  const items = [{ erpItem: other?.erpItem, crmItem: other?.suggestion }]
  await api('PUT', `${path}/${country?.erpList}/country`, { version: 0, items })

  await dialog.getByRole('button', { name: words.save }).click()
  const message = dialog.getByRole('alert')
  await expect(message).toContainText('Administrator heeft deze toewijzingen intussen opgeslagen')
  await expect(message.getByRole('listitem')).toHaveText('Nederland: was (Geen selectie), nu Nederland')
  await expectAccessible(page)
  await expect(dialog.getByRole('combobox', { name: 'België' })).toHaveValue('België')
  await message.getByRole('button', { name: 'Mijn wijzigingen behouden' }).click()
  await dialog.getByRole('button', { name: words.save }).click()
  await expect(dialog).toBeHidden()
  const again = await openOf(page, words, 'Samen', words.lists)
  for (const item of ['Nederland', 'België']) {
    await expect(again.getByRole('combobox', { name: item })).toHaveValue(item)
  }
})
