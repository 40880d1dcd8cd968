import type { Locator } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { choose, defineConnection, openSynchronise, setDirections } from './connection-form.ts'
import { addConnection } from './erp-connection.ts'
import { expect, test } from './installation.ts'

test.use({ occasion: 'seed 2' })

// ERP-verbinding toevoegen (Sync Connector), stap voor stap.

async function fillIn(dialog: Locator, url: string, password: string): Promise<void> {
  await dialog.getByRole('textbox', { name: 'Adres' }).fill(url)
  await dialog.getByRole('textbox', { name: 'Gebruiker', exact: true }).fill('koppel')
  await dialog.getByLabel(/^Wachtwoord( \*)?$/).fill(password)
}

const ok = (dialog: Locator) => dialog.getByRole('button', { name: 'OK', exact: true })
const testButton = (dialog: Locator) => dialog.getByRole('button', { name: 'ERP-verbinding testen' })

test('1–9. Toevoegen, naam, Sync Connector, Reikwijdte, Configuratievelden, omschrijving, ERP-verbinding testen, OK: de verbinding staat in de lijst', async ({
  beheer: page,
  demoErp,
}) => {
  // 1. Ga naar het tabblad Synchroniseren op het scherm Offerte/Synchroniseren.
  await openSynchronise(page)
  await expect(page.getByText('builtin:demo')).toBeVisible()
  await expectAccessible(page)

  // 2–4. Klik op Toevoegen, geef de naam op, selecteer de ERP Sync Connector.
  const dialog = await defineConnection(page, 'Demo-administratie', /^Demo/)
  await expect(ok(dialog)).toBeDisabled()

  // 5. Selecteer de vereiste Reikwijdte.
  await expect(dialog.getByRole('radio', { name: 'Iedereen' })).toBeChecked()

  // 6. Onder Configuratievelden definieert u de vereiste instellingen.
  await fillIn(dialog, demoErp, 'demo')
  await choose(dialog, 'Administratie', 'Noordlicht Handel B.V.')
  await expectAccessible(page)

  // 7. Type een beschrijving.
  await dialog.getByRole('textbox', { name: 'Omschrijving' }).fill('Om mee te oefenen')

  // 8. Klik op ERP-verbinding testen.
  await expect(ok(dialog)).toBeDisabled()
  await testButton(dialog).click()
  await expect(dialog.getByText('De verbinding werkt', { exact: true })).toBeVisible()
  await expect(dialog.getByText('Klant, Leverancier, Persoon, Project')).toBeVisible()

  // 9. Klik op OK.
  await ok(dialog).click()
  await expect(dialog).toBeHidden()
  const row = page.getByRole('row', { name: /Demo-administratie/ })
  await expect(row).toContainText('Om mee te oefenen')
  await expect(row.getByRole('checkbox', { name: /Actief/ })).not.toBeChecked()
  await page.reload()
  await expect(row).toBeVisible()
})

test('5. Reikwijdte: Specifieke gebruikers + groepen via Gebruikers en groepen selecteren', async ({
  beheer: page,
  demoErp,
}) => {
  await openSynchronise(page)
  const dialog = await defineConnection(page, 'Voor één gebruiker', /^Demo/)
  await fillIn(dialog, demoErp, 'demo')
  await choose(dialog, 'Administratie', 'Noordlicht Handel B.V.')
  await dialog.getByRole('radio', { name: 'Specifieke gebruikers + groepen' }).check()
  await testButton(dialog).click()
  await expect(dialog.getByText('De verbinding werkt', { exact: true })).toBeVisible()
  await expect(ok(dialog)).toBeDisabled()

  await dialog.getByRole('button', { name: 'Gebruikers en groepen selecteren' }).click()
  const picker = page.getByRole('dialog', { name: 'Gebruikers en groepen selecteren' })
  await picker.getByRole('button', { name: 'Administrator toevoegen' }).click()
  await expectAccessible(page)
  await ok(picker).click()
  await expect(dialog.getByText('Administrator', { exact: true })).toBeVisible()
  await ok(dialog).click()
  await expect(page.getByRole('row', { name: /Voor één gebruiker/ })).toBeVisible()
})

test('8. Als er een foutbericht wordt weergegeven, zegt het wat er mis is, en OK blijft uitgeschakeld tot de test slaagt', async ({
  beheer: page,
  demoErp,
}) => {
  await openSynchronise(page)
  const dialog = await defineConnection(page, 'Met fouten', /^Demo/)
  await fillIn(dialog, demoErp, 'demo')
  await choose(dialog, 'Administratie', 'Noordlicht Handel B.V.')

  await dialog.getByLabel(/^Wachtwoord( \*)?$/).fill('fout')
  await testButton(dialog).click()
  const message = dialog.getByRole('alert')
  await expect(message).toContainText('De verbinding werkt niet')
  await expect(message).toContainText(/gebruiker.*wachtwoord|wachtwoord.*gebruiker/i)
  await expect(ok(dialog)).toBeDisabled()

  await dialog.getByLabel(/^Wachtwoord( \*)?$/).fill('demo')
  await dialog.getByRole('textbox', { name: 'Adres' }).fill('http://127.0.0.1:4999')
  await testButton(dialog).click()
  await expect(message).toContainText(
    'weigert de verbinding. Controleer de poort, en of het systeem daar draait.',
  )
  await expect(ok(dialog)).toBeDisabled()
  await expectAccessible(page)

  await dialog.getByRole('textbox', { name: 'Adres' }).fill(demoErp)
  await testButton(dialog).click()
  await expect(dialog.getByText('De verbinding werkt', { exact: true })).toBeVisible()
  await expect(ok(dialog)).toBeEnabled()

  // The test was of other values than these.
  await dialog.getByRole('textbox', { name: 'Gebruiker', exact: true }).fill('iemand anders')
  await expect(ok(dialog)).toBeDisabled()
  await expect(
    dialog.getByText('De configuratievelden zijn gewijzigd na de test. Test opnieuw.'),
  ).toBeVisible()
})

test('U moet de kolom Actief inschakelen: wat nog ontbreekt, leidt naar Toewijzingen, en daarna is de verbinding actief', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
  await addConnection(api, { name: 'Te activeren', connector: 'builtin:demo', settings })
  await openSynchronise(page)
  const active = page.getByRole('checkbox', { name: 'Actief: Te activeren' })

  await active.click()
  const message = page.getByRole('alert')
  await expect(message).toContainText('Te activeren: De ERP-verbinding kan nog niet worden geactiveerd.')
  await expect(active).not.toBeChecked()
  await message.getByRole('button', { name: /Er wordt geen actor-type gesynchroniseerd/ }).click()

  const dialog = page.getByRole('dialog', { name: 'Toewijzingen: Te activeren' })
  await expect(dialog.getByRole('tab')).toHaveText(['Klant', 'Leverancier', 'Persoon', 'Project'])
  await dialog.getByRole('checkbox', { name: 'Synchroniseer ERP-"Klant" met CRM-"Bedrijf"' }).check()
  await setDirections(dialog, 'Telefoon', '<>')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Gereed' }).click()
  await expect(dialog).toBeHidden()

  // A field the ERP demands has no direction yet; the error leads to it.
  await active.click()
  await message.getByRole('button', { name: /Naam is verplicht in het ERP/ }).click()
  await setDirections(dialog, 'Naam', '<>')
  await dialog.getByRole('button', { name: 'Gereed' }).click()
  await expect(dialog).toBeHidden()

  await active.click()
  await expect(active).toBeChecked()
  await expect(page.getByText('Te activeren is actief')).toBeVisible()
  await page.getByRole('row', { name: /Te activeren/ }).click()
  await expect(page.getByRole('region', { name: 'Te activeren' })).toContainText('Telefoon')

  // The ERP tab now shows on a company.
  await page.getByRole('link', { name: 'Bedrijven' }).click()
  await page.getByRole('link', { name: 'Bakkerij De Gouden Korst' }).click()
  await expect(page.getByRole('tab', { name: 'ERP' })).toBeVisible()
})

test('Toewijzingen: een pijl is grijs met een uitleg, en de configuratievelden van een actieve verbinding zijn vergrendeld', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
  await addConnection(api, { name: 'Pijlen', connector: 'builtin:demo', settings })
  await openSynchronise(page)
  await page.getByRole('row', { name: /Pijlen/ }).click()
  await page.getByRole('region', { name: 'Pijlen' }).getByRole('button', { name: 'Toewijzingen' }).click()
  const dialog = page.getByRole('dialog', { name: 'Toewijzingen: Pijlen' })

  const number = dialog.getByRole('button', { name: 'Klantnummer: CRM → ERP' })
  await expect(number).toBeDisabled()
  await number.hover()
  await expect(page.getByRole('tooltip')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Naam: CRM → ERP', exact: true })).toBeEnabled()

  await dialog.getByRole('checkbox', { name: 'Synchroniseer ERP-"Klant" met CRM-"Bedrijf"' }).check()
  await setDirections(dialog, 'Naam', '>')
  await dialog.getByRole('button', { name: 'Gereed' }).click()
  await page.getByRole('checkbox', { name: 'Actief: Pijlen' }).click()
  await expect(page.getByRole('checkbox', { name: 'Actief: Pijlen' })).toBeChecked()

  await page.getByRole('row', { name: /Pijlen/ }).click()
  await page.getByRole('button', { name: 'ERP-verbinding configureren' }).click()
  const form = page.getByRole('dialog', { name: 'ERP-verbinding configureren: Pijlen' })
  await expect(
    form.getByText(/Deze verbinding is actief, daarom zijn de configuratievelden vergrendeld/),
  ).toBeVisible()
  await expect(form.getByRole('textbox', { name: 'Adres' })).toBeDisabled()
  await form.getByRole('textbox', { name: 'Omschrijving' }).fill('Nog te wijzigen')
  await ok(form).click()
  await expect(page.getByRole('row', { name: /Pijlen/ })).toContainText('Nog te wijzigen')
})

test('Verwijderen bewaart alles: met Verwijderd en Herstellen is de verbinding terug, niet actief', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
  await addConnection(api, { name: 'Weg en terug', connector: 'builtin:demo', settings })
  await openSynchronise(page)
  const row = page.getByRole('row', { name: /Weg en terug/ })
  await row.click()
  await page.getByRole('button', { name: 'Verwijderen' }).click()
  const question = page.getByRole('dialog', { name: 'Weg en terug verwijderen?' })
  await question.getByRole('button', { name: 'Verwijderen' }).click()
  await expect(row).toBeHidden()

  await page.getByRole('checkbox', { name: 'Verwijderd' }).check()
  await row.click()
  await page.getByRole('button', { name: 'Herstellen' }).click()
  await expect(page.getByText('Weg en terug is hersteld en niet actief')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Verwijderd' }).uncheck()
  await expect(page.getByRole('checkbox', { name: 'Actief: Weg en terug' })).not.toBeChecked()
})
