import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { openErpTab, openRecord } from './company-card.ts'
import { openSynchronise } from './connection-form.ts'
import { changeInDemoErp, openInDemoErp } from './demo-erp-page.ts'
import { addConnection, linkCompany, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'

// Ongedaan maken wat een uitvoering overschreef, zien waar de kanten dan verschillen, en dat herstellen.

const connection = 'Demo-administratie'
const company = 'Kaashandel Alkmaar'
const test = base.extend<object, { linked: undefined }>({
  linked: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE'])
      await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
      await linkCompany(api, id, company)
      await use(undefined)
    },
    { scope: 'worker', auto: true },
  ],
})
test.use({ occasion: 'ongedaan-maken' })

async function openMonitor(page: Page, view: string): Promise<void> {
  await openSynchronise(page)
  await page.getByRole('tab', { name: 'Bewaking' }).click()
  await page.getByRole('tab', { name: view }).click()
}

test('Een uitvoering wordt ongedaan gemaakt, de vergelijking toont het verschil, en Herstellen neemt het ERP over', async ({
  beheer: page,
  demoErp,
}) => {
  // A journey through four screens.
  test.slow()
  const erp = await openInDemoErp(page, demoErp, company)
  await changeInDemoErp(erp, 'Telefoon', '+31 72 222 22 22')
  await openRecord(page, 'Bedrijven', company)
  await expect(page.getByText('+31 72 222 22 22')).toBeVisible()

  await openMonitor(page, 'Veldlogboek')
  const moved = page.getByRole('row', { name: new RegExp(`${company}.*Telefoon.*222 22 22`) })
  await moved.getByRole('link', { name: /uitvoering/i }).click()
  await page.getByRole('button', { name: 'Ongedaan maken', exact: true }).click()
  const question = page.getByRole('dialog', { name: /ongedaan maken\?$/ })
  await expect(question).toContainText('1 waarde; kaarten: 1')
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Ongedaan maken' }).click()

  const report = page.getByRole('table', { name: 'Wat ongedaan is gemaakt' })
  await expect(report.getByRole('row', { name: new RegExp(`${company}.*Teruggezet`) })).toBeVisible()
  await expectAccessible(page)
  await openRecord(page, 'Bedrijven', company)
  await expect(page.getByText('+31 72 222 22 22')).toBeHidden()

  await openMonitor(page, 'Vergelijking')
  await page.getByRole('combobox', { name: 'ERP-verbinding' }).click()
  await page.getByRole('option', { name: connection }).click()
  await page.getByRole('button', { name: 'Nu vergelijken' }).click()
  const difference = page.getByRole('row', { name: new RegExp(`${company}.*Telefoon.*Bewust verschillend`) })
  await expect(difference).toBeVisible()
  await expect(page.getByText('100 %')).toBeVisible()
  await expectAccessible(page)

  await difference.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Herstellen' }).click()
  const repair = page.getByRole('dialog', { name: 'Verschillen herstellen' })
  await expect(repair).toContainText('1 verschil wordt hersteld')
  await repair.getByRole('radio', { name: 'Het ERP voor alles' }).check()
  await expectAccessible(page)
  await repair.getByRole('button', { name: 'Herstellen' }).click()
  await expect(repair.getByRole('status')).toContainText('Klaar')
  await repair.getByRole('button', { name: 'Sluiten' }).last().click()
  await expect(difference).toContainText('Hersteld')
  await openRecord(page, 'Bedrijven', company)
  await expect(page.getByText('+31 72 222 22 22')).toBeVisible()
})

test('Eén waarde wordt ongedaan gemaakt waar staat waar ze vandaan komt', async ({
  beheer: page,
  demoErp,
}) => {
  const erp = await openInDemoErp(page, demoErp, company)
  const panel = await openErpTab(page, company, connection)
  const phone = panel.getByRole('row', { name: /Telefoon/ })
  for (const number of ['+31 72 333 33 33', '+31 72 444 44 44']) {
    await changeInDemoErp(erp, 'Telefoon', number)
    await expect(phone).toContainText(number)
  }

  await panel.getByRole('button', { name: 'Waar komt Telefoon vandaan?' }).click()
  await page
    .getByRole('dialog', { name: 'Waar komt Telefoon vandaan?' })
    .getByRole('button', { name: 'Ongedaan maken' })
    .click()
  const question = page.getByRole('dialog', { name: 'Telefoon ongedaan maken?' })
  await expect(question).toContainText('Terug naar: +31 72 333 33 33')
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Ongedaan maken' }).click()

  await expect(page.getByText('De oude waarde is teruggezet.')).toBeVisible()
  await expect(phone).toContainText('+31 72 333 33 33')
  await expect(phone).not.toContainText('+31 72 444 44 44')
})
