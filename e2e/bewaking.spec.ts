import { readFile } from 'node:fs/promises'
import { expectAccessible } from './accessibility.ts'
import { editRecord, openErpTab, openRecord, save } from './company-card.ts'
import { openSynchronise } from './connection-form.ts'
import { changeInDemoErp, openInDemoErp } from './demo-erp-page.ts'
import { addConnection, linkCompany, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'
import { holdBack } from './late-answers.ts'

// Bewaking: wat de synchronisatie deed, en wat op iemand wacht.

const connection = 'Demo-administratie'
const test = base.extend<object, { connectionId: number }>({
  connectionId: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE', 'STREETCITY'], 'ask')
      await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
      await use(id)
    },
    { scope: 'worker', auto: true },
  ],
})
test.use({ occasion: 'bewaking' })

test('Velden die aan beide kanten zijn gewijzigd worden tegelijk opgelost; het veldlogboek en de uitvoering tonen het', async ({
  beheer: page,
  api,
  connectionId,
  demoErp,
}) => {
  const company = 'Kaashandel Alkmaar'
  await linkCompany(api, connectionId, company)
  await api('PUT', '/engine', { running: false, intervalSeconds: 1 })
  const erp = await openInDemoErp(page, demoErp, company)
  await changeInDemoErp(erp, 'Telefoon', '+31 72 222 22 22')
  await changeInDemoErp(erp, 'Bezoekplaats', 'Purmerend')
  await openRecord(page, 'Bedrijven', company)
  await editRecord(page, { Telefoon: '072 111 11 11', 'Bezoekadres plaats': 'Heiloo' })
  await save(page)
  await expect(page.getByText('Heiloo')).toBeVisible()
  await api('PUT', '/engine', { running: true, intervalSeconds: 1 })

  // Conflicten: beide tegelijk voor het ERP.
  await openSynchronise(page)
  await page.getByRole('tab', { name: 'Bewaking' }).click()
  await page.getByRole('tab', { name: 'Conflicten' }).click()
  await expect(
    page.getByRole('row', { name: new RegExp(`${company}.*Telefoon.*222.*072 111`) }),
  ).toBeVisible()
  await expect(page.getByRole('row', { name: new RegExp(`${company}.*Purmerend.*Heiloo`) })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('checkbox', { name: 'Alles op deze pagina kiezen' }).check()
  await page.getByRole('button', { name: 'ERP kiezen voor 2' }).click()
  await expect(page.getByText('2 conflicten opgelost')).toBeVisible()
  await expect(page.getByText('Geen open conflicten')).toBeVisible()

  // Veldlogboek: zoeken op waarde, ook terwijl een deel van het scherm nog onderweg is; meenemen als bestand.
  const late = await holdBack(page, '**/assets/undo-value-*.js')
  await page.getByRole('tab', { name: 'Veldlogboek' }).click()
  await late.asked
  await page.getByRole('textbox', { name: 'Waarde bevat' }).fill('purmer')
  await page.getByRole('textbox', { name: 'Waarde bevat' }).press('Enter')
  late.letThrough()
  const moved = page.getByRole('row', { name: new RegExp(`${company}.*Bezoekadres plaats.*Purmerend`) })
  await expect(moved).toContainText('Door iemand gekozen')
  await expect(page.getByRole('row', { name: /Telefoon/ })).toBeHidden()
  await expectAccessible(page)
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Exporteren (CSV)' }).click()
  const file = await readFile(await (await downloading).path(), 'utf8')
  expect(file.split('\r\n')).toHaveLength(3)
  expect(file).toContain(';Heiloo;Purmerend;')

  // Hoe lang dit alles wordt bewaard.
  await page.getByRole('button', { name: 'Bewaartermijn' }).click()
  const retention = page.getByRole('dialog', { name: 'Hoe lang de geschiedenis wordt bewaard' })
  await retention.getByRole('textbox', { name: 'Uitvoeringen' }).fill('123')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Wijzigingen niet opgeslagen' }).getByText('Verder bewerken').click()
  await retention.getByRole('button', { name: 'Opslaan' }).click()
  await expect(retention).toBeHidden()
  expect((await api<{ runDays: number }>('GET', '/engine/retention')).runDays).toBe(123)

  // De uitvoering.
  await moved.getByRole('link', { name: /^Uitvoering/ }).click()
  await expect(page.getByRole('heading', { name: /^Uitvoering \d+$/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Verplaatste waarden' })).toContainText('Purmerend')
  await expectAccessible(page)
})

test('Van een aantal naar de kaarten: waarom, vasthouden en vrijgeven; op het tabblad ERP waar een waarde vandaan komt', async ({
  beheer: page,
  api,
  connectionId,
  demoErp,
}) => {
  const company = 'Drukkerij Van Loon'
  await linkCompany(api, connectionId, company)
  await openSynchronise(page)
  await page.getByRole('tab', { name: 'Bewaking' }).click()
  await page.getByRole('button', { name: /^Gelijk: \d+ kaart(en)? tonen$/ }).click()
  const row = page.getByRole('row', { name: new RegExp(company) })
  await row.getByRole('button', { name: /^Waarom\?/ }).click()
  const why = page.getByRole('dialog', { name: `Synchronisatie van ${company}` })
  await expect(why.getByText('Beide kanten zijn gelijk.')).toBeVisible()
  await expectAccessible(page)
  await why.getByRole('button', { name: 'Sluiten' }).click()

  await row.getByRole('button', { name: 'Vasthouden' }).click()
  await page.getByRole('button', { name: 'Vastgehouden: 1 kaart tonen' }).click()
  await row.getByRole('button', { name: /^Waarom\?/ }).click()
  await expect(why.getByText('Deze kaart wordt vastgehouden.')).toBeVisible()
  await why.getByRole('button', { name: 'Sluiten' }).click()
  const erp = await openInDemoErp(page, demoErp, company)
  await changeInDemoErp(erp, 'Telefoon', '+31 13 777 77 77')
  await row.getByRole('button', { name: 'Vrijgeven' }).click()

  const panel = await openErpTab(page, company, connection)
  await expect(panel.getByRole('row', { name: /Telefoon/ })).toContainText('+31 13 777 77 77')
  await panel.getByRole('button', { name: 'Waar komt Telefoon vandaan?' }).click()
  const origin = page.getByRole('dialog', { name: 'Waar komt Telefoon vandaan?' })
  await expect(origin).toContainText(`Kwam uit het ERP van ${connection}: gewijzigd in het ERP.`)
  await expect(origin).toContainText('Gaat heen en weer met het ERP-veld Telefoon')
  await expectAccessible(page)
})
