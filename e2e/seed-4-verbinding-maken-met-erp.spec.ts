import { expectAccessible } from './accessibility.ts'
import { editRecord, openErpTab, openRecord, save } from './company-card.ts'
import { openSynchronise } from './connection-form.ts'
import { changeInDemoErp, openInDemoErp } from './demo-erp-page.ts'
import { linkCompany } from './erp-connection.ts'
import { expect } from './installation.ts'
import { connectingToErp, connection, test } from './seed-4.ts'
import { dutch } from './seed-4-words.ts'

// Verbinding maken met ERP, stap voor stap.

test.use({ occasion: 'seed 4' })

connectingToErp(dutch)

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
  const company = 'Jachthaven Lemmer'
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
