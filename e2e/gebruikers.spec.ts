import type { Browser, Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { codeOf } from './authenticator.ts'
import { addConnection, synchroniseCustomers } from './erp-connection.ts'
import { expect, test } from './installation.ts'

// Gebruikers, Mijn account and Audit as a person uses them: by the words on the screen.

test.use({ occasion: 'gebruikers' })
test.describe.configure({ mode: 'serial' })

const anna = { name: 'Anna de Vries', email: 'anna@voorbeeld.example', password: 'een wachtwoord van Anna' }
const field = (page: Page | Locator, label: string) => page.getByLabel(label, { exact: true })

const erp = (url: string) => ({
  connector: 'builtin:demo',
  settings: { url, user: 'koppel', password: 'demo', administration: 'main' },
})

async function asAnna(browser: Browser, url: string, code?: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(url)
  await field(page, 'E-mailadres').fill(anna.email)
  await field(page, 'Wachtwoord').fill(anna.password)
  await page.getByRole('button', { name: 'Aanmelden' }).click()
  if (code !== undefined) {
    await field(page, 'Code').fill(code)
    await page.getByRole('button', { name: 'Aanmelden' }).click()
  }
  await expect(page.getByRole('heading', { name: 'Bedrijven' })).toBeVisible()
  return page
}

test('Een beheerder nodigt iemand uit, die met de link een wachtwoord kiest en meteen is aangemeld', async ({
  beheer: page,
  browser,
}) => {
  await page.getByRole('link', { name: 'Gebruikers' }).click()
  await expect(page.getByRole('heading', { name: 'Gebruikers' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Gebruiker uitnodigen' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Naam').fill(anna.name)
  await dialog.getByLabel('E-mailadres').fill(anna.email)
  // A key that was hit by mistake loses nothing.
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Wijzigingen niet opgeslagen' }).getByText('Verder bewerken').click()
  await expect(dialog.getByLabel('E-mailadres')).toHaveValue(anna.email)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Uitnodigen' }).click()
  await expect(page.getByText('Anna de Vries is uitgenodigd')).toBeVisible()
  await expectAccessible(page)
  const link = await page.getByLabel('Eenmalige link').inputValue()
  await page.getByRole('button', { name: 'Gereed' }).click()
  await expect(page.getByRole('row', { name: /Anna de Vries/ })).toContainText('Uitgenodigd')

  await using hers = await browser.newContext()
  const other = await hers.newPage()
  await other.goto(link)
  await expect(other.getByRole('heading', { name: 'Welkom, Anna de Vries' })).toBeVisible()
  await expectAccessible(other)
  await field(other, 'Nieuw wachtwoord').fill(anna.password)
  await field(other, 'Nieuw wachtwoord herhalen').fill('iets heel anders dan dat')
  await other.getByRole('button', { name: 'Wachtwoord opslaan' }).click()
  await expect(other.getByText('Dit is niet hetzelfde wachtwoord.')).toBeVisible()
  await field(other, 'Nieuw wachtwoord herhalen').fill(anna.password)
  await other.getByRole('button', { name: 'Wachtwoord opslaan' }).click()
  await expect(other.getByRole('heading', { name: 'Bedrijven' })).toBeVisible()
  await expect(other.getByRole('link', { name: 'Gebruikers' })).toBeHidden()

  await other.goto('about:blank')
  await other.goto(link)
  await expect(other.getByRole('heading', { name: 'Deze link werkt niet' })).toBeVisible()
})

test('Zonder licentie ERP-synchronisatie is er geen ERP-tabblad, en met licentie weer wel', async ({
  beheer: page,
  browser,
  koppel,
  api,
  demoErp,
}) => {
  const connection = await addConnection(api, { ...erp(demoErp), name: 'ERP Iedereen' })
  await synchroniseCustomers(api, connection, ['NAME'])
  const { id } = await api<{ id: number }>('POST', '/records/company', { fields: { name: 'Licentie BV' } })
  const hers = await asAnna(browser, koppel.url)
  const tab = hers.getByRole('tab', { name: 'ERP' })
  await hers.goto(`${koppel.url}/records/company/${id}`)
  await expect(tab).toBeVisible()

  const licence = async (on: boolean) => {
    await page.goto(`${koppel.url}/settings/users`)
    await page.getByRole('button', { name: 'Anna de Vries', exact: true }).click()
    await page.getByRole('checkbox', { name: 'ERP-synchronisatie' }).setChecked(on)
    await page.getByRole('button', { name: 'Opslaan' }).click()
    await expect(page.getByText('Anna de Vries is opgeslagen').first()).toBeVisible()
  }
  await licence(false)
  await hers.reload()
  await expect(hers.getByRole('heading', { name: 'Licentie BV' })).toBeVisible()
  await expect(tab).toBeHidden()
  await licence(true)
  await hers.reload()
  await expect(tab).toBeVisible()
  await hers.context().close()
})

test('Een groep krijgt leden, en wordt niet verwijderd zolang een reikwijdte haar noemt', async ({
  beheer: page,
  koppel,
  api,
  demoErp,
}) => {
  await page.goto(`${koppel.url}/settings/users?tab=groups`)
  await expect(page.getByText('Nog geen groepen')).toBeVisible()
  await page.getByRole('button', { name: 'Toevoegen' }).click()
  await page.getByRole('dialog').getByLabel('Naam').fill('Verkoop')
  await page.getByRole('button', { name: 'Opslaan' }).click()
  await page.getByRole('button', { name: 'Verkoop', exact: true }).click()
  await page.getByRole('button', { name: /Anna de Vries .*toevoegen/ }).click()
  await expectAccessible(page)
  // Somebody else adds somebody else meanwhile: both are in it.
  const [group] = await api<{ id: number }[]>('GET', '/groups')
  const { user } = await api<{ user: { id: string } }>('GET', '/session')
  await api('PATCH', `/groups/${group?.id}/members`, { added: [user.id] })
  await page.getByRole('dialog').getByRole('button', { name: 'Opslaan' }).click()
  await expect(page.getByRole('row', { name: /Verkoop/ })).toContainText('2 leden')
  await expectAccessible(page)

  const scope = { kind: 'selected', users: [], groups: [{ id: group?.id, canCreate: true }] }
  const id = await addConnection(api, { ...erp(demoErp), name: 'ERP Verkoop' })
  const { version } = await api<{ version: number }>('GET', `/connections/${id}`)
  await api('PATCH', `/connections/${id}`, { version, scope })
  await page.reload()
  await page.getByRole('button', { name: 'Verkoop verwijderen' }).click()
  await page.getByRole('button', { name: 'Groep verwijderen' }).click()
  await expect(page.getByRole('alert')).toContainText('ERP Verkoop')
  await page.getByRole('button', { name: 'Annuleren' }).click()
})

test('Met een code van de telefoon, of een herstelcode als die kwijt is', async ({
  browser,
  koppel,
  beheer,
}) => {
  const page = await asAnna(browser, koppel.url)
  await page.getByRole('button', { name: 'Gebruiker Anna de Vries' }).click()
  await page.getByRole('menuitem', { name: 'Mijn account' }).click()
  await expect(page.getByRole('heading', { name: 'Mijn account' })).toBeVisible()
  await expect(page.getByText('Dit apparaat')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Instellen' }).click()
  const dialog = page.getByRole('dialog')
  await field(dialog, 'Huidig wachtwoord').fill(anna.password)
  await dialog.getByRole('button', { name: 'Verder' }).click()
  await expect(dialog.getByRole('img', { name: 'QR-code voor de authenticator-app' })).toBeVisible()
  await expectAccessible(page)
  const key = (await dialog.getByLabel('Sleutel voor de app').textContent()) ?? ''
  await dialog.getByLabel('Code van de app').fill('000000')
  await dialog.getByRole('button', { name: 'Bevestigen' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Deze code klopt niet')
  await dialog.getByLabel('Code van de app').fill(codeOf(key, -1))
  await dialog.getByRole('button', { name: 'Bevestigen' }).click()
  const codes = dialog.getByRole('list', { name: 'Herstelcodes' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  await expectAccessible(page)
  const recovery = (await codes.first().textContent()) ?? ''
  await dialog.getByRole('checkbox', { name: 'Ik heb ze bewaard' }).check()
  await dialog.getByRole('button', { name: 'Gereed' }).click()
  await expect(page.getByText('Nog 10 herstelcodes')).toBeVisible()
  await page.context().close()

  const again = await asAnna(browser, koppel.url, codeOf(key))
  await again.context().close()
  const lost = await asAnna(browser, koppel.url, recovery)
  await lost.context().close()

  await beheer.goto(`${koppel.url}/settings/users`)
  await beheer.getByRole('button', { name: 'Acties voor Anna de Vries' }).click()
  await beheer.getByRole('menuitem', { name: 'Aanmelden met code uitzetten' }).click()
  await beheer.getByRole('button', { name: 'Uitzetten' }).click()
  await expect(beheer.getByText('meldt zich weer aan zonder code')).toBeVisible()
  const plain = await asAnna(browser, koppel.url)
  await plain.context().close()
})

test('Een API-sleutel werkt tot zij wordt ingetrokken, en wordt één keer getoond', async ({
  beheer: page,
  koppel,
}) => {
  await page.goto(`${koppel.url}/settings/users?tab=keys`)
  await page.getByRole('button', { name: 'Toevoegen' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Naam').fill('Webwinkel')
  await dialog.getByRole('combobox', { name: 'Handelt namens' }).click()
  await page.getByRole('option', { name: /Anna de Vries/ }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Sleutel maken' }).click()
  const key = await dialog.getByLabel('API-sleutel').inputValue()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Gereed' }).click()
  await expect(page.getByRole('row', { name: /Webwinkel/ })).toContainText('Actief')
  await expectAccessible(page)
  await expect(page.getByText(key)).toBeHidden()

  const ask = (path: string) =>
    fetch(`${koppel.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })
  expect((await ask('/records/company')).status).toBe(200)
  expect((await ask('/users')).status).toBe(403)

  await page.getByRole('button', { name: 'Webwinkel intrekken' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Intrekken' }).click()
  await expect(page.getByRole('row', { name: /Webwinkel/ })).toContainText('Ingetrokken')
  expect((await ask('/records/company')).status).toBe(401)
})

test('De audit zegt wie wat wanneer wijzigde, en is te filteren en mee te nemen', async ({
  beheer: page,
}) => {
  await page.getByRole('link', { name: 'Audit' }).click()
  await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible()
  await expect(page.getByText('heeft API-sleutel Webwinkel ingetrokken')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('combobox', { name: 'Soort' }).click()
  await page.getByRole('option', { name: 'Gebruikers en groepen' }).click()
  await expect(page.getByText('heeft API-sleutel Webwinkel ingetrokken')).toBeHidden()
  const row = page.getByRole('row').filter({ hasText: 'heeft gebruiker Anna de Vries gewijzigd' }).last()
  // The old value, and what it became: the licence was taken away, and later given back.
  await expect(row).toContainText(/ERP-synchronisatie\s*leeg/)
  await expect(row).not.toContainText(anna.email)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Exporteren als CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('audit.csv')
})

test('Wie overal wordt afgemeld, moet zich opnieuw aanmelden', async ({ beheer: page, browser, koppel }) => {
  const hers = await asAnna(browser, koppel.url)
  await page.goto(`${koppel.url}/settings/users`)
  await page.getByRole('button', { name: 'Acties voor Anna de Vries' }).click()
  await page.getByRole('menuitem', { name: 'Overal afmelden' }).click()
  await page.getByRole('button', { name: 'Overal afmelden' }).click()
  await expect(page.getByText('Anna de Vries is overal afgemeld')).toBeVisible()
  await hers.reload()
  await expect(hers.getByRole('button', { name: 'Aanmelden' })).toBeVisible()
  await hers.context().close()
})
