import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { choose, defineConnection, openSynchronise, setDirections } from './connection-form.ts'
import { addConnection } from './erp-connection.ts'
import { expect, test } from './installation.ts'
import type { Words } from './seed-2-words.ts'

/** ERP-verbinding toevoegen (Sync Connector), step by step, in one language. */
export function addingAConnection(words: Words): void {
  const ok = (dialog: Locator) => dialog.getByRole('button', { name: 'OK', exact: true })
  const testButton = (dialog: Locator) => dialog.getByRole('button', { name: words.test })
  const list = (page: Page) => page.getByRole('region', { name: words.connections })
  const stored = (url: string) => ({ url, user: 'koppel', password: 'demo', administration: 'main' })
  const passwordIn = (dialog: Locator) => dialog.getByLabel(new RegExp(`^${words.password}( \\*)?$`))
  const main = words.mainAdministration

  async function fillIn(dialog: Locator, url: string, password: string): Promise<void> {
    await dialog.getByRole('textbox', { name: words.address }).fill(url)
    await dialog.getByRole('textbox', { name: words.user, exact: true }).fill('koppel')
    await passwordIn(dialog).fill(password)
  }

  test('1–9. Toevoegen, naam, Sync Connector, Reikwijdte, Configuratievelden, omschrijving, ERP-verbinding testen, OK: de verbinding staat in de lijst', async ({
    beheer: page,
    demoErp,
  }) => {
    // 1. Ga naar het tabblad Synchroniseren op het scherm Offerte/Synchroniseren.
    await openSynchronise(page, words)
    await expect(page.getByText('builtin:demo')).toBeVisible()
    await expectAccessible(page)

    // 2–4. Klik op Toevoegen, geef de naam op, selecteer de ERP Sync Connector.
    const dialog = await defineConnection(page, 'Demo-administratie', /^Demo/, words)
    await expect(ok(dialog)).toBeDisabled()
    await expect(dialog.getByText(words.stillToFillIn)).toBeVisible()

    // 5. Selecteer de vereiste Reikwijdte.
    await expect(dialog.getByRole('radio', { name: words.everyone })).toBeChecked()

    // 6. Onder Configuratievelden definieert u de vereiste instellingen.
    await fillIn(dialog, demoErp, 'demo')
    await choose(dialog, words.administration, main)
    await expectAccessible(page)

    // 7. Type een beschrijving.
    await dialog.getByRole('textbox', { name: words.description }).fill('Om mee te oefenen')

    // 8. Klik op ERP-verbinding testen.
    await expect(ok(dialog)).toBeDisabled()
    await testButton(dialog).click()
    await expect(dialog.getByText(words.testOk, { exact: true })).toBeVisible()
    await expect(dialog.getByText(words.actorTypes.join(', '))).toBeVisible()

    // 9. Klik op OK.
    await ok(dialog).click()
    await expect(dialog).toBeHidden()
    const row = list(page).getByRole('row', { name: /Demo-administratie/ })
    await expect(row).toContainText('Om mee te oefenen')
    await expect(row.getByRole('checkbox', { name: words.active('Demo-administratie') })).not.toBeChecked()
    await page.reload()
    await expect(row).toBeVisible()

    // With one connection there is nothing to rank, and the button says so.
    const priority = list(page).getByRole('button', { name: words.priority })
    await expect(priority).toBeDisabled()
    await priority.hover()
    await expect(page.getByRole('tooltip', { name: words.onlyOne })).toBeVisible()
    await expectAccessible(page)
  })

  test('5. Reikwijdte: Specifieke gebruikers + groepen via Gebruikers en groepen selecteren, met het recht om te verbinden en te maken', async ({
    beheer: page,
    api,
    demoErp,
  }) => {
    await api('POST', '/groups', { name: 'Binnendienst' })
    await openSynchronise(page, words)
    const dialog = await defineConnection(page, 'Voor enkelen', /^Demo/, words)
    await fillIn(dialog, demoErp, 'demo')
    await choose(dialog, words.administration, main)
    await dialog.getByRole('radio', { name: words.selected }).check()
    await testButton(dialog).click()
    await expect(dialog.getByText(words.testOk, { exact: true })).toBeVisible()
    await expect(ok(dialog)).toBeDisabled()

    await dialog.getByRole('button', { name: words.pick }).click()
    const picker = page.getByRole('dialog', { name: words.pick })
    await picker
      .getByRole('button', { name: words.addPerson('Administrator', 'beheer@voorbeeld.example') })
      .click()
    await picker.getByRole('button', { name: words.addPerson('Binnendienst', words.group) }).click()
    await picker.getByRole('checkbox', { name: `Binnendienst: ${words.connect}` }).uncheck()
    await picker.getByRole('checkbox', { name: `Administrator: ${words.create}` }).check()
    await expectAccessible(page)
    await ok(picker).click()
    await expect(dialog.getByText('Administrator', { exact: true })).toBeVisible()
    await ok(dialog).click()
    await expect(dialog).toBeHidden()

    await page.getByRole('row', { name: /Voor enkelen/ }).dblclick()
    await page.getByRole('dialog').getByRole('button', { name: words.pick }).click()
    await expect(picker.getByRole('checkbox', { name: `Binnendienst: ${words.connect}` })).not.toBeChecked()
    await expect(picker.getByRole('checkbox', { name: `Administrator: ${words.create}` })).toBeChecked()
  })

  test('8. Als er een foutbericht wordt weergegeven, zegt het wat er mis is, en OK blijft uitgeschakeld tot de test slaagt', async ({
    beheer: page,
    demoErp,
  }) => {
    await openSynchronise(page, words)
    const dialog = await defineConnection(page, 'Met fouten', /^Demo/, words)
    await fillIn(dialog, demoErp, 'demo')
    await choose(dialog, words.administration, main)

    await passwordIn(dialog).fill('fout')
    await testButton(dialog).click()
    const message = dialog.getByRole('alert')
    await expect(message).toContainText(words.testFailed)
    await expect(message).toContainText(words.wrongPassword)
    await expect(ok(dialog)).toBeDisabled()

    await passwordIn(dialog).fill('demo')
    await dialog.getByRole('textbox', { name: words.address }).fill('http://127.0.0.1:4999')
    await testButton(dialog).click()
    await expect(message).toContainText(words.refusesConnection)
    await expect(ok(dialog)).toBeDisabled()
    await expectAccessible(page)

    await dialog.getByRole('textbox', { name: words.address }).fill(demoErp)
    await testButton(dialog).click()
    await expect(dialog.getByText(words.testOk, { exact: true })).toBeVisible()
    await expect(ok(dialog)).toBeEnabled()

    // The test was of other values than these.
    await dialog.getByRole('textbox', { name: words.user, exact: true }).fill('iemand anders')
    await expect(ok(dialog)).toBeDisabled()
    await expect(dialog.getByText(words.retest)).toBeVisible()

    // Nothing typed is lost by a slip of the hand.
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: words.changesNotSaved })
    await question.getByRole('button', { name: words.goOn }).click()
    await expect(dialog.getByRole('textbox', { name: words.user, exact: true })).toHaveValue('iemand anders')
  })

  test('U moet de kolom Actief inschakelen: wat nog ontbreekt, leidt naar Toewijzingen, en daarna is de verbinding actief', async ({
    beheer: page,
    api,
    demoErp,
  }) => {
    await addConnection(api, { name: 'Te activeren', connector: 'builtin:demo', settings: stored(demoErp) })
    await openSynchronise(page, words)
    const active = page.getByRole('checkbox', { name: words.active('Te activeren') })

    await active.click()
    const message = page.getByRole('alert')
    await expect(message).toContainText(`Te activeren: ${words.cannotActivate}`)
    await expectAccessible(page)
    await expect(active).not.toBeChecked()
    await message.getByRole('button', { name: words.noActorType }).click()

    const dialog = page.getByRole('dialog', { name: `${words.mappings}: Te activeren` })
    await expect(dialog.getByRole('tab')).toHaveText([...words.actorTypes])
    await dialog.getByRole('checkbox', { name: words.synchronise }).check()
    await setDirections(dialog, words.telephone, '<>')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: words.done }).click()
    await expect(dialog).toBeHidden()

    // A field the ERP demands has no direction yet; the error leads to it.
    await active.click()
    await message.getByRole('button', { name: words.nameMandatory }).click()
    await setDirections(dialog, words.name, '<>')
    await dialog.getByRole('button', { name: words.done }).click()
    await expect(dialog).toBeHidden()

    await active.click()
    await expect(active).toBeChecked()
    await expect(page.getByText(words.isActive('Te activeren'))).toBeVisible()
    await list(page)
      .getByRole('row', { name: /Te activeren/ })
      .click()
    await expect(page.getByRole('region', { name: 'Te activeren' })).toContainText(words.telephone)

    // The ERP tab now shows on a company.
    await page.getByRole('link', { name: words.companies }).click()
    await page.getByRole('link', { name: 'Bakkerij De Gouden Korst' }).click()
    await expect(page.getByRole('tab', { name: 'ERP' })).toBeVisible()
  })

  test('Toewijzingen: een pijl is grijs met een uitleg, en de configuratievelden van een actieve verbinding zijn vergrendeld', async ({
    beheer: page,
    api,
    demoErp,
  }) => {
    await addConnection(api, { name: 'Pijlen', connector: 'builtin:demo', settings: stored(demoErp) })
    await openSynchronise(page, words)
    await list(page)
      .getByRole('row', { name: /Pijlen/ })
      .click()
    await page.getByRole('region', { name: 'Pijlen' }).getByRole('button', { name: words.mappings }).click()
    const dialog = page.getByRole('dialog', { name: `${words.mappings}: Pijlen` })

    const number = dialog.getByRole('button', { name: `${words.customerNumber}: CRM → ERP` })
    await expect(number).toBeDisabled()
    await number.hover()
    await expect(page.getByRole('tooltip')).toBeVisible()
    await expect(dialog.getByRole('button', { name: `${words.name}: CRM → ERP`, exact: true })).toBeEnabled()

    await dialog.getByRole('checkbox', { name: words.synchronise }).check()
    await setDirections(dialog, words.name, '>')
    await dialog.getByRole('button', { name: words.done }).click()
    await page.getByRole('checkbox', { name: words.active('Pijlen') }).click()
    await expect(page.getByRole('checkbox', { name: words.active('Pijlen') })).toBeChecked()

    await list(page)
      .getByRole('row', { name: /Pijlen/ })
      .click()
    await page.getByRole('button', { name: words.configure }).click()
    const form = page.getByRole('dialog', { name: `${words.configure}: Pijlen` })
    await expect(form.getByText(words.locked)).toBeVisible()
    await expect(form.getByRole('textbox', { name: words.address })).toBeDisabled()
    await form.getByRole('textbox', { name: words.description }).fill('Nog te wijzigen')
    await ok(form).click()
    await expect(list(page).getByRole('row', { name: /Pijlen/ })).toContainText('Nog te wijzigen')
  })

  test('Een ander adres vraagt opnieuw om het wachtwoord: bewaarde geheimen gaan niet mee', async ({
    beheer: page,
    api,
    demoErp,
  }) => {
    await addConnection(api, { name: 'Verhuist', connector: 'builtin:demo', settings: stored(demoErp) })
    await openSynchronise(page, words)
    await page.getByRole('row', { name: /Verhuist/ }).dblclick()
    const form = page.getByRole('dialog', { name: `${words.configure}: Verhuist` })
    await expect(ok(form)).toBeEnabled()

    await form.getByRole('textbox', { name: words.address }).fill('http://127.0.0.1:4999')
    await expect(form.getByText(words.secretStays)).toBeVisible()
    await expect(form.getByText(words.stillToFillIn)).toBeVisible()
    await expect(testButton(form)).toBeDisabled()

    await form.getByRole('textbox', { name: words.address }).fill(demoErp)
    await expect(form.getByText(words.secretStays)).toBeHidden()
    await expect(ok(form)).toBeEnabled()
  })

  test('Verwijderen bewaart alles: met Verwijderd en Herstellen is de verbinding terug, niet actief', async ({
    beheer: page,
    api,
    demoErp,
  }) => {
    await addConnection(api, { name: 'Weg en terug', connector: 'builtin:demo', settings: stored(demoErp) })
    await openSynchronise(page, words)
    const row = list(page).getByRole('row', { name: /Weg en terug/ })
    await row.click()
    await list(page).getByRole('button', { name: words.delete, exact: true }).click()
    const question = page.getByRole('dialog', { name: words.deleteQuestion('Weg en terug') })
    await question.getByRole('button', { name: words.delete, exact: true }).click()
    await expect(row).toBeHidden()

    await list(page).getByRole('checkbox', { name: words.deleted }).check()
    await row.click()
    await list(page).getByRole('button', { name: words.restore, exact: true }).click()
    await expect(page.getByText(words.restored('Weg en terug'))).toBeVisible()
    await list(page).getByRole('checkbox', { name: words.deleted }).uncheck()
    await expect(page.getByRole('checkbox', { name: words.active('Weg en terug') })).not.toBeChecked()
  })
}
