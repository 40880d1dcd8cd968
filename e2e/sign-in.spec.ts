import { expectAccessible } from './accessibility.ts'
import { expect, test } from './installation.ts'
import { startKoppel } from './koppel.ts'

test('De eerste beheerder maakt zich met de eenmalige link en is dan aangemeld', async ({ page }) => {
  await using koppel = await startKoppel()
  const [link = ''] = /http:\S+\/setup\?token=[\w.-]+/.exec(koppel.output()) ?? []

  await page.goto(koppel.url)
  await expect(
    page.getByText('Open de eenmalige link die de server bij het starten heeft getoond'),
  ).toBeVisible()

  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Welkom' })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Naam').fill('Wilma Beheer')
  await page.getByLabel('E-mailadres').fill('wilma@voorbeeld.example')
  await page.getByLabel('Wachtwoord', { exact: true }).fill('zo lang als het moet zijn')
  await page.getByRole('button', { name: 'Beheerder maken' }).click()

  await expect(page.getByRole('heading', { name: 'Bedrijven' })).toBeVisible()
  await page.getByRole('button', { name: 'Gebruiker Wilma Beheer' }).click()
  await expect(page.getByText('wilma@voorbeeld.example')).toBeVisible()

  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Al ingericht' })).toBeVisible()
})

test('Een verkeerd wachtwoord krijgt een zin en geen toegang', async ({ page, koppel }) => {
  await page.goto(koppel.url)
  await expectAccessible(page)
  await page.getByLabel('E-mailadres').fill(koppel.administrator.email)
  await page.getByLabel('Wachtwoord', { exact: true }).fill('niet het wachtwoord')
  await page.getByRole('button', { name: 'Aanmelden' }).click()

  await expect(page.getByRole('alert')).toHaveText('Dit e-mailadres en wachtwoord horen niet bij elkaar.')
  await expect(page.getByRole('link', { name: 'Bedrijven' })).toBeHidden()
})

test('Wie zich aanmeldt, komt terug op de pagina waar hij heen wilde, en na Afmelden ziet niemand haar meer', async ({
  page,
  koppel,
}) => {
  await page.goto(`${koppel.url}/records/project`)
  await page.getByLabel('E-mailadres').fill(koppel.administrator.email)
  await page.getByLabel('Wachtwoord', { exact: true }).fill(koppel.administrator.password)
  await page.getByRole('button', { name: 'Aanmelden' }).click()
  await expect(page.getByRole('heading', { name: 'Projecten' })).toBeVisible()

  await page.getByRole('button', { name: 'Gebruiker Administrator' }).click()
  await page.getByRole('menuitem', { name: 'Afmelden' }).click()
  await expect(page.getByRole('button', { name: 'Aanmelden' })).toBeVisible()
  await page.goto(`${koppel.url}/records/project`)
  await expect(page.getByRole('button', { name: 'Aanmelden' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Projecten' })).toBeHidden()
})

test('De taal wisselt zonder opnieuw aan te melden en wordt per gebruiker onthouden', async ({
  beheer: page,
  koppel,
  browser,
}) => {
  const choose = async (menu: RegExp, language: string) => {
    await page.getByRole('button', { name: menu }).click()
    await page.getByRole('menuitem', { name: language }).click()
  }
  await choose(/Taal/, 'English')
  await expect(page.getByRole('heading', { name: 'Companies' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Quote/Sync' })).toBeVisible()

  await using elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await other.goto(koppel.url)
  await other.getByLabel('E-mailadres').fill(koppel.administrator.email)
  await other.getByLabel('Wachtwoord', { exact: true }).fill(koppel.administrator.password)
  await other.getByRole('button', { name: 'Aanmelden' }).click()
  await expect(other.getByRole('heading', { name: 'Companies' })).toBeVisible()

  await choose(/Language/, 'Nederlands')
  await expect(page.getByRole('heading', { name: 'Bedrijven' })).toBeVisible()
})
