import { expectAccessible } from './accessibility.ts'
import { choose, defineConnection, openSynchronise } from './connection-form.ts'
import { expect, test } from './installation.ts'
import { arrow, expectGrey, openOf, pick } from './mapping-dialogs.ts'
import { addOddConnection, addOddConnector, type OddErp, startOddErp } from './odd-erp.ts'
import { languages } from './seed-1-words.ts'

test.use({ occasion: 'vreemd ERP' })
test.setTimeout(150_000)

// What no ERP of ours does: one actor type, no fields, odd and very long names, the same name twice, lists without items and
// with 5,000; and an ERP that changes, dawdles or is away, or a session that ends, while somebody is at work in a dialog.

const words = languages.nl
const long = 'De betalingsvoorwaarde die bij het aanmaken van een nieuwe debiteur wordt voorgesteld '
  .repeat(3)
  .trim()
const strange = /<b>Vet<\/b> & "aan" 'halen' {{field}} \$t\(ok\) %s \\ 🍞/

let erp: OddErp
test.beforeAll(async ({ api }) => {
  erp = await startOddErp()
  await addOddConnector(api, erp, 'Vreemd')
})
test.beforeEach(() => erp.behave({ shape: 'odd', items: 5_000, slow: false, away: false }))
test.afterAll(() => erp[Symbol.asyncDispose]())

test('Eén actor, vreemde, heel lange en gelijke namen, en een lijst van 5.000 items: alles staat er letterlijk, past op het scherm en wordt bewaard', async ({
  beheer: page,
  api,
}) => {
  await addOddConnection(api, erp, 'Letterlijk')
  const dialog = await openOf(page, words, 'Letterlijk', words.mappings)
  await expect(dialog.getByRole('tab')).toHaveText(['Klant'])
  await dialog.getByRole('checkbox', { name: words.enableCustomer }).check()
  await expect(dialog.getByText(strange)).toBeVisible()
  for (const one of ['Referentie (ref-1)', 'Referentie (ref-2)']) {
    await expect(dialog.getByText(one, { exact: true })).toBeVisible()
  }
  await pick(dialog, `${long}: ${words.crmField}`, words.crm.note)
  await arrow(dialog, long, '>').click()
  await arrow(dialog, words.name, '>').click()
  await pick(dialog, `Status: ${words.crmField}`, 'Categorie')
  await dialog.getByRole('textbox', { name: 'Filteren' }).fill('{{field}}')
  await expect(dialog.getByRole('rowheader')).toHaveCount(1)
  await dialog.getByRole('textbox', { name: 'Filteren' }).fill('')
  const frame = dialog.getByRole('table').locator('..')
  expect(await frame.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: words.done }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Letterlijk' })).toContainText(long)
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)

  const lists = await openOf(page, words, 'Letterlijk', words.lists)
  await expect(lists.getByText('Alle (5000)')).toBeVisible()
  await lists.getByRole('textbox', { name: 'Filteren' }).fill('Status 4998')
  for (const item of ['Status 4998 (s4998)', 'Status 4998 (s4999)']) {
    await expect(lists.getByRole('combobox', { name: item })).toBeVisible()
  }
  await lists.getByRole('combobox', { name: 'Status 4998 (s4999)' }).click()
  await page.getByRole('option').nth(1).click()
  const chosen = await lists.getByRole('combobox', { name: 'Status 4998 (s4999)' }).inputValue()
  await expectAccessible(page)
  await lists.getByRole('button', { name: words.save }).click()
  await expect(lists).toBeHidden()
  const again = await openOf(page, words, 'Letterlijk', words.lists)
  await again.getByRole('textbox', { name: 'Filteren' }).fill('s4999')
  await expect(again.getByRole('combobox', { name: 'Status 4998 (s4999)' })).toHaveValue(chosen)
})

test('200 velden: alleen wat in beeld is wordt getekend, het laatste veld is te vinden en toe te wijzen, en wat bij geen CRM-veld past zegt dat', async ({
  beheer: page,
  api,
}) => {
  await erp.behave({ shape: 'wide' })
  const id = await addOddConnection(api, erp, 'Breed')
  const dialog = await openOf(page, words, 'Breed', words.mappings)
  await dialog.getByRole('checkbox', { name: words.enableCustomer }).check()
  const table = dialog.getByRole('table')
  await expect(table).toHaveAttribute('aria-rowcount', '201')
  expect(await table.getByRole('rowheader').count()).toBeLessThan(60)
  await expectGrey(arrow(dialog, 'Geheim', '>'), /ongeldig voor de geselecteerde ERP-actor/)

  await dialog.getByRole('textbox', { name: 'Filteren' }).fill('veld 197')
  await expect(table.getByRole('rowheader')).toHaveCount(1)
  await pick(dialog, `Vrij veld 197: ${words.crmField}`, words.crm.note)
  await arrow(dialog, 'Vrij veld 197', '>').click()
  await dialog.getByRole('textbox', { name: 'Filteren' }).fill('')
  await arrow(dialog, words.name, '>').click()
  await dialog.getByRole('button', { name: words.done }).click()
  await expect(dialog).toBeHidden()
  type Mapped = { fields: { key: string; toCrm: boolean }[] }
  const [mapping] = await api<Mapped[]>('GET', `/connections/${id}/mappings`)
  const travelling = mapping?.fields.filter(({ toCrm }) => toCrm).map(({ key }) => key)
  expect(travelling?.toSorted()).toEqual(['F197', 'NAME'])
})

test('De velden wijzigen terwijl Toewijzingen open staat: het venster zegt wat, houdt wat u deed, en wat niet meer kan staat bij het veld', async ({
  beheer: page,
  api,
}) => {
  const id = await addOddConnection(api, erp, 'Wisselend')
  const dialog = await openOf(page, words, 'Wisselend', words.mappings)
  await arrow(dialog, words.name, '>').click()
  await pick(dialog, `Referentie (ref-1): ${words.crmField}`, words.crm.note)
  await arrow(dialog, 'Referentie (ref-1)', '<').click()
  await erp.behave({ shape: 'changed', items: 0 })
  await api('PUT', `/connections/${id}/description`)

  await dialog.getByRole('button', { name: words.done }).click()
  const message = dialog.getByRole('alert').first()
  await expect(message).toContainText('De velden in het ERP zijn intussen gewijzigd')
  await expect(message).toContainText('Vers')
  await expect(message).toContainText('niet meer in ERP')
  await expectAccessible(page)
  await message.getByRole('button', { name: 'Mijn wijzigingen behouden' }).click()
  await expect(arrow(dialog, words.name, '>')).toHaveAttribute('aria-pressed', 'true')
  await expect(dialog.getByText('nieuw', { exact: true })).toBeVisible()
  // The arrow that has become impossible is still on, and says why it cannot stay.
  const impossible = dialog.getByRole('button', { name: /^Referentie( \(ref-1\))?: CRM → ERP$/ })
  await expect(impossible).toHaveAttribute('aria-pressed', 'true')
  await expect(impossible).toHaveAttribute('aria-description', words.why.readOnly)
  await impossible.click()
  await dialog.getByRole('button', { name: words.done }).click()
  await expect(dialog).toBeHidden()

  // A list that is mapped and has no items says so.
  await addOddConnection(api, erp, 'Lege lijst')
  await page.reload()
  const mapping = await openOf(page, words, 'Lege lijst', words.mappings)
  await pick(mapping, `Status: ${words.crmField}`, 'Categorie')
  await mapping.getByRole('button', { name: words.done }).click()
  await expect(mapping).toBeHidden()
  const lists = await openOf(page, words, 'Lege lijst', words.lists)
  await expect(lists.getByText('Deze lijst heeft in het ERP geen items.')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(lists).toBeHidden()

  // The list that has no items any more, and then an ERP that has no fields any more.
  const again = await openOf(page, words, 'Wisselend', words.mappings)
  await pick(again, `Status: ${words.crmField}`, 'Categorie')
  await erp.behave({ shape: 'none' })
  await again.getByRole('button', { name: 'Velden opnieuw ophalen' }).click()
  await expect(again.getByText('niet meer in ERP', { exact: true })).toHaveCount(8)
  await expect(again.getByRole('combobox', { name: `Status: ${words.crmField}` })).toHaveValue('Categorie')

  await addOddConnection(api, erp, 'Veldloos')
  await page.reload()
  const none = await openOf(page, words, 'Veldloos', words.mappings)
  await expect(none.getByText('Het ERP biedt voor Klant geen velden.')).toBeVisible()
  await expectAccessible(page)
  await none.getByRole('button', { name: words.done }).click()
  await expect(none).toBeHidden()
  for (const [button, says] of [
    [words.lists, words.noLists],
    ['Standaardwaarden', /geen velden/],
    ['Velden rangschikken', /geen velden/],
  ] as const) {
    const empty = await openOf(page, words, 'Veldloos', button)
    await expect(empty.getByText(says).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(empty).toBeHidden()
  }
})

test('Het ERP valt weg, is traag, of uw sessie verloopt terwijl u een verbinding definieert: wat u invulde blijft staan', async ({
  beheer: page,
  koppel,
}) => {
  await openSynchronise(page)
  const dialog = await defineConnection(page, 'Geduldig', /^Vreemd$/)
  const password = dialog.getByLabel(/^Wachtwoord( \*)?$/)
  const testButton = dialog.getByRole('button', { name: 'ERP-verbinding testen' })
  await dialog.getByRole('textbox', { name: 'Omschrijving' }).fill('Getypt met zorg')
  await password.fill('open')
  await choose(dialog, 'Administratie', 'Zwolle')
  const kept = async () => {
    await expect(dialog.getByRole('textbox', { name: 'Omschrijving' })).toHaveValue('Getypt met zorg')
    await expect(dialog.getByRole('combobox', { name: 'Administratie' })).toHaveValue('Zwolle')
    await expect(password).toHaveValue('open')
  }

  await erp.behave({ away: true })
  await testButton.click()
  await expect(dialog.getByRole('alert')).toContainText('antwoordt niet')
  await kept()

  // While it dawdles, leaving is a question, and going on is possible.
  await erp.behave({ away: false, slow: true })
  await testButton.click()
  await expect(testButton).toHaveAttribute('data-loading', 'true')
  await page.keyboard.press('Escape')
  await page
    .getByRole('dialog', { name: 'Wijzigingen niet opgeslagen' })
    .getByRole('button', { name: 'Verder bewerken' })
    .click()
  await erp.behave({ slow: false })
  await expect(dialog.getByText('De verbinding werkt', { exact: true })).toBeVisible()
  await kept()

  await page.context().clearCookies()
  await dialog.getByRole('button', { name: 'OK', exact: true }).click()
  const signIn = page.getByRole('dialog', { name: 'Opnieuw aanmelden' })
  await signIn.getByRole('textbox', { name: /^Wachtwoord/ }).fill(koppel.administrator.password)
  await signIn.getByRole('button', { name: 'Aanmelden' }).click()
  await expect(signIn).toBeHidden()
  await kept()
  await dialog.getByRole('button', { name: 'OK', exact: true }).click()
  await expect(dialog).toBeHidden()

  // And in the mapping, asking an ERP that is away leaves what was changed.
  const mappings = await openOf(page, words, 'Geduldig', words.mappings)
  await arrow(mappings, words.name, '>').click()
  await erp.behave({ away: true })
  await mappings.getByRole('button', { name: 'Velden opnieuw ophalen' }).click()
  await expect(mappings.getByRole('alert')).toContainText('antwoordt niet')
  await expect(arrow(mappings, words.name, '>')).toHaveAttribute('aria-pressed', 'true')
  await mappings.getByRole('button', { name: words.done }).click()
  await expect(mappings).toBeHidden()
})
