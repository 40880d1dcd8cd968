import { expectAccessible } from './accessibility.ts'
import { editRecord, openErpTab, openRecord, save } from './company-card.ts'
import { openSynchronise } from './connection-form.ts'
import { changeInDemoErp, openInDemoErp } from './demo-erp-page.ts'
import { addConnection, linkCompany, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'

// Verbinding maken met ERP, stap voor stap.

/** An active connection to the demo ERP that synchronises name, telephone, e-mail and city of customers. */
const connection = 'Demo-administratie'
const test = base.extend<object, { connectionId: number }>({
  connectionId: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE', 'EMAIL', 'STREETCITY'])
      await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
      await use(id)
    },
    { scope: 'worker', auto: true },
  ],
})
test.use({ occasion: 'seed 4' })

test('1–10. ERP, Bewerken, Klant, Zoeken, selecteren, Verbinden, kiezen, Verbinden, Opslaan, Nu synchroniseren: de waarden zijn aan beide kanten gelijk', async ({
  beheer: page,
  demoErp,
}) => {
  // 1. Ga naar het scherm Bedrijf en selecteer het tabblad ERP.
  const panel = await openErpTab(page, 'Bakkerij De Gouden Korst', connection)
  await expect(panel).toContainText('Nog niet verbonden')
  await expectAccessible(page)

  // 2–3. Klik op Bewerken, dan op Klant.
  await page.getByRole('button', { name: 'Bewerken' }).click()
  await expect(panel.getByText('Verbinden met:')).toBeVisible()
  await panel.getByRole('button', { name: 'Klant' }).click()

  // 4. Voer de tekst in waarop moet worden gezocht en klik op Zoeken; een leeg zoekveld geeft alles.
  const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
  const search = dialog.getByRole('textbox', { name: 'Zoeken in ERP' })
  await expect(search).toHaveValue('Bakkerij De Gouden Korst')
  await expect(dialog.getByRole('radio', { name: 'Bakkerij De Gouden Korst' })).toBeVisible()
  await search.fill('')
  await dialog.getByRole('button', { name: 'Zoeken', exact: true }).click()
  await expect(dialog.getByRole('radio', { name: 'Fjordfisk AS' })).toBeVisible()
  await search.fill('bestaat nergens')
  await dialog.getByRole('button', { name: 'Zoeken', exact: true }).click()
  await expect(dialog.getByText('Niets gevonden voor “bestaat nergens”')).toBeVisible()
  await search.fill('gouden korst')
  await dialog.getByRole('button', { name: 'Zoeken', exact: true }).click()

  // 5–6. Selecteer een item uit de lijst met treffers en klik op Verbinden.
  await expect(dialog.getByRole('button', { name: 'Verbinden', exact: true })).toBeDisabled()
  await dialog.getByRole('radio', { name: 'Bakkerij De Gouden Korst' }).check()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Verbinden', exact: true }).click()

  // 7. Als de gegevens verschillen, selecteer dan de correcte gegevens.
  const values = page.getByRole('dialog', { name: /^Waarden kiezen/ })
  await expect(values.getByText('Kies waar ze verschillen welke waarde blijft')).toBeVisible()
  await values.getByRole('radio', { name: 'Telefoon: CRM, 033 461 20 18' }).check()
  await expectAccessible(page)

  // 8. Klik op Verbinden: terug op het tabblad ERP, nog niets is definitief.
  await values.getByRole('button', { name: 'Verbinden', exact: true }).click()
  await expect(panel.getByText('Nog niet opgeslagen')).toBeVisible()
  await expect(panel.getByText('033 461 20 18')).toBeVisible()

  // 9. Klik op Opslaan.
  await save(page)
  await expect(panel.getByText('Gelijk')).toBeVisible()
  await expect(panel.getByRole('row', { name: /Telefoon/ })).toContainText('033 461 20 18')
  await expectAccessible(page)
  const erp = await openInDemoErp(page, demoErp, 'Bakkerij De Gouden Korst')
  await expect(erp.getByLabel('Telefoon', { exact: true })).toHaveValue('033 461 20 18')

  // 10. Als u wilt, kunt u klikken op Nu synchroniseren.
  await panel.getByRole('button', { name: 'Nu synchroniseren' }).click()
  await expect(panel.getByText('Alles was al gelijk: er hoefde niets te worden gewijzigd.')).toBeVisible()
})

test('8. Annuleren maakt ongedaan wat nog niet is opgeslagen', async ({ beheer: page }) => {
  const panel = await openErpTab(page, 'Datawijs ICT', connection)
  await page.getByRole('button', { name: 'Bewerken' }).click()
  await panel.getByRole('button', { name: 'Klant' }).click()
  const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
  await dialog.getByRole('radio', { name: 'Datawijs ICT' }).check()
  await dialog.getByRole('button', { name: 'Verbinden', exact: true }).click()
  await page
    .getByRole('dialog', { name: /^Waarden kiezen/ })
    .getByRole('button', { name: 'Verbinden', exact: true })
    .click()
  await expect(panel.getByText('Nog niet opgeslagen')).toBeVisible()

  await page.getByRole('button', { name: 'Annuleren' }).click()
  await expect(panel).toContainText('Nog niet verbonden')
  await page.reload()
  await expect(panel).toContainText('Nog niet verbonden')
})

test('5. Een klant die al verbonden is, is gemerkt en niet te kiezen', async ({
  beheer: page,
  api,
  connectionId,
}) => {
  await linkCompany(api, connectionId, 'Scheepswerf Noordzee')
  const panel = await openErpTab(page, 'Jachthaven Lemmer', connection)
  await page.getByRole('button', { name: 'Bewerken' }).click()
  await panel.getByRole('button', { name: 'Klant' }).click()
  const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
  await dialog.getByRole('textbox', { name: 'Zoeken in ERP' }).fill('noordzee')
  await dialog.getByRole('button', { name: 'Zoeken', exact: true }).click()

  await expect(dialog.getByText(/^Al verbonden met Scheepswerf Noordzee/)).toBeVisible()
  await expect(dialog.getByRole('radio', { name: /Scheepswerf Noordzee/ })).toBeDisabled()
})

test('Wat in het ERP verandert, staat zonder verversen in het CRM, en andersom', async ({
  beheer: page,
  api,
  connectionId,
  demoErp,
}) => {
  const company = 'Hoveniersbedrijf Groenrijk'
  await linkCompany(api, connectionId, company)
  await openRecord(page, 'Bedrijven', company)
  const erp = await openInDemoErp(page, demoErp, company)

  await changeInDemoErp(erp, 'Telefoon', '+31 55 100 20 30')
  await expect(page.getByText('+31 55 100 20 30')).toBeVisible()
  await expect(page.getByText(`Gewijzigd zojuist door ${connection}`)).toBeVisible()

  await editRecord(page, { 'Bezoekadres plaats': 'Vaassen' })
  await save(page)
  await expect(erp.getByLabel('Bezoekplaats', { exact: true })).toHaveValue('Vaassen')
  await expect(erp.getByText(/^Net gewijzigd door koppel/)).toBeVisible()
})

test('Wat aan beide kanten verandert terwijl de synchronisatie Uit is, beslist de regel; het logboek toont oud, nieuw, richting, wanneer en de uitvoering', async ({
  beheer: page,
  api,
  connectionId,
  demoErp,
}) => {
  const company = 'Kaashandel Alkmaar'
  await linkCompany(api, connectionId, company)
  await openSynchronise(page)
  const engine = page.getByRole('region', { name: 'Synchronisatie' })
  await engine.getByText('Uit', { exact: true }).click()
  await expect(engine).toContainText('Er wordt niets op de achtergrond gesynchroniseerd.')

  // The newest wins: on the telephone that is the ERP, on the city the CRM.
  await openRecord(page, 'Bedrijven', company)
  const erp = await openInDemoErp(page, demoErp, company)
  await changeInDemoErp(erp, 'Bezoekplaats', 'Purmerend')
  await editRecord(page, { Telefoon: '072 000 00 00', 'Bezoekadres plaats': 'Heiloo' })
  await save(page)
  await expect(page.getByText('Heiloo')).toBeVisible()
  await expect(erp.getByLabel('Bezoekplaats', { exact: true })).toHaveValue('Purmerend')

  await openSynchronise(page)
  await engine.getByText('Aan', { exact: true }).click()
  await expect(erp.getByLabel('Bezoekplaats', { exact: true })).toHaveValue('Heiloo')
  await expect(erp.getByLabel('Telefoon', { exact: true })).toHaveValue('072 000 00 00')

  await engine.getByText('Uit', { exact: true }).click()
  await expect(engine).toContainText('Er wordt niets op de achtergrond gesynchroniseerd.')
  await openRecord(page, 'Bedrijven', company)
  await editRecord(page, { Telefoon: '072 111 11 11' })
  await save(page)
  await expect(page.getByText('072 111 11 11')).toBeVisible()
  await changeInDemoErp(erp, 'Telefoon', '+31 72 222 22 22')
  await openSynchronise(page)
  await engine.getByText('Aan', { exact: true }).click()
  await page.getByRole('tab', { name: 'Bewaking' }).click()
  await expectAccessible(page)

  // Het logboek.
  await page.getByRole('tab', { name: 'Veldlogboek' }).click()
  const telephone = page.getByRole('row', { name: new RegExp(`${company}.*Telefoon.*ERP → CRM`) }).first()
  await expect(telephone).toContainText('072 111 11 11')
  await expect(telephone).toContainText('+31 72 222 22 22')
  await expect(telephone).toContainText('zojuist')
  const city = page
    .getByRole('row', { name: new RegExp(`${company}.*Bezoekadres plaats.*CRM → ERP`) })
    .first()
  await expect(city).toContainText('Purmerend')
  await expect(city).toContainText('Heiloo')

  await page.getByRole('tab', { name: 'Uitvoeringen' }).click()
  await page
    .getByRole('row', { name: /Ronde.*Klaar/ })
    .first()
    .getByRole('link')
    .click()
  await expect(page.getByRole('heading', { name: /^Uitvoering \d+$/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Verplaatste waarden' })).toContainText('+31 72 222 22 22')
})

test('Verbinding verbreken verwijdert niets, en daarna gaat er niets meer heen en weer', async ({
  beheer: page,
  api,
  connectionId,
  demoErp,
}) => {
  const company = 'Drukkerij Van Loon'
  await linkCompany(api, connectionId, company)
  const panel = await openErpTab(page, company, connection)
  await expect(panel.getByText('Gelijk')).toBeVisible()
  await page.getByRole('button', { name: 'Bewerken' }).click()
  await panel.getByRole('button', { name: 'Verbinding verbreken' }).click()
  await expect(
    panel.getByText('Er wordt niets verwijderd: de kaart en de ERP-actor blijven zoals ze zijn.'),
  ).toBeVisible()
  await save(page)
  await expect(panel).toContainText('Nog niet verbonden')

  const erp = await openInDemoErp(page, demoErp, company)
  await changeInDemoErp(erp, 'Telefoon', '+31 13 999 99 99')
  await page.getByRole('tab', { name: 'Details' }).click()
  await editRecord(page, { 'Bezoekadres plaats': 'Waalwijk' })
  await save(page)
  await expect(page.getByText('Waalwijk')).toBeVisible()

  // Another company that is linked has gone to and fro after that, so these two would have had their turn.
  const other = 'Zorggroep Twente'
  await linkCompany(api, connectionId, other)
  const beside = await openInDemoErp(page, demoErp, other)
  await changeInDemoErp(beside, 'Telefoon', '+31 53 777 77 77')
  const second = await page.context().newPage()
  await second.goto(new URL('/', page.url()).href)
  await openRecord(second, 'Bedrijven', other)
  await expect(second.getByText('+31 53 777 77 77')).toBeVisible()
  await expect(page.getByText('+31 13 999 99 99')).toBeHidden()
  await expect(erp.getByLabel('Bezoekplaats', { exact: true })).not.toHaveValue('Waalwijk')
})

test('Een klant die in het ERP is verwijderd, breekt de verbinding zichtbaar en laat de kaart staan', async ({
  beheer: page,
  api,
  connectionId,
  demoErp,
}) => {
  const company = 'Hotel Zeezicht'
  await linkCompany(api, connectionId, company)
  const panel = await openErpTab(page, company, connection)
  await expect(panel.getByText('Gelijk')).toBeVisible()
  const erp = await openInDemoErp(page, demoErp, company)
  await erp.getByRole('button', { name: 'Verwijderen' }).click()
  await erp.getByRole('dialog').getByRole('button', { name: 'Verwijderen' }).click()
  await expect(erp.getByText('Verwijderd.')).toBeVisible()

  await expect(panel.getByText(/De actor bestaat niet meer in het ERP/)).toBeVisible()
  await page.getByRole('tab', { name: 'Details' }).click()
  await expect(page.getByText('zeezichthotel.example').first()).toBeVisible()
})
