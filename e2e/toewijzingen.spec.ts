import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { addConnection, linkCompany, synchroniseCustomers } from './erp-connection.ts'
import { expect, test } from './installation.ts'
import { arrow, mapCustomers, openOf } from './mapping-dialogs.ts'
import { languages } from './seed-1-words.ts'

test.use({ occasion: 'Toewijzingen' })
test.setTimeout(150_000)

// What happens to a mapping beside the straight road: other people, other sessions, second thoughts, the keyboard.

const words = languages.nl
const settings = (demoErp: string) => ({
  ...{ url: demoErp, user: 'koppel', password: 'demo', administration: 'main' },
})

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, role: 'button' | 'checkbox' | 'tab' | 'textbox', name: string) {
  const goal = page.getByRole('dialog').last().getByRole(role, { name, exact: true })
  for (let step = 0; step < 300; step++) {
    if (await goal.evaluate((element) => element === element.ownerDocument.activeElement)) return goal
    await page.keyboard.press('Tab')
  }
  throw new Error(`${name} is not reached with Tab`)
}

test('Twee beheerders: de tweede ziet wie wat heeft gewijzigd, houdt de eigen wijzigingen en slaat beide op', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  const id = await addConnection(api, {
    name: 'Met zijn tweeën',
    connector: 'builtin:demo',
    settings: settings(demoErp),
  })
  const dialog = await openOf(page, words, 'Met zijn tweeën', words.mappings)
  await arrow(dialog, 'E-mail', '>').click()
  await arrow(dialog, 'Fax', '<').click()
  await mapCustomers(api, id, { PHONE: { toCrm: true, toErp: true }, FAX: { toCrm: true } })

  await dialog.getByRole('button', { name: words.done }).click()
  const message = dialog.getByRole('alert')
  await expect(message).toContainText('Administrator heeft deze toewijzingen intussen opgeslagen')
  await expect(message.getByRole('listitem')).toContainText([
    'Telefoon: was Telefoon zonder richting, nu < > Telefoon',
    'Fax: was Fax zonder richting, nu > Fax U hebt dit veld ook gewijzigd.',
  ])
  await expectAccessible(page)
  await expect(arrow(dialog, 'E-mail', '>')).toHaveAttribute('aria-pressed', 'true')

  await message.getByRole('button', { name: 'Mijn wijzigingen behouden' }).click()
  await expect(message).toBeHidden()
  await expect(arrow(dialog, 'Telefoon', '>')).toHaveAttribute('aria-pressed', 'true')
  await expect(arrow(dialog, 'Fax', '<')).toHaveAttribute('aria-pressed', 'true')
  await expect(arrow(dialog, 'Fax', '>')).toHaveAttribute('aria-pressed', 'false')
  // What the other chose for it is one click away.
  await dialog.getByRole('button', { name: 'Fax: Wijziging ongedaan maken' }).click()
  await expect(arrow(dialog, 'Fax', '>')).toHaveAttribute('aria-pressed', 'true')
  await dialog.getByRole('button', { name: words.done }).click()
  await expect(dialog).toBeHidden()

  const again = await openOf(page, words, 'Met zijn tweeën', words.mappings)
  for (const field of ['E-mail', 'Telefoon', 'Fax']) {
    await expect(arrow(again, field, '>')).toHaveAttribute('aria-pressed', 'true')
  }
  await again.getByRole('button', { name: 'Annuleren' }).click()
})

test('Twee beheerders aan één ERP-verbinding: de tweede ziet wie wat heeft gewijzigd, en draait daarvan niets terug', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  const name = 'Samen'
  const id = await addConnection(api, { name, connector: 'builtin:demo', settings: settings(demoErp) })
  type Stored = { version: number; description: string; scope: { kind: string; users: object[] } }
  const stored = () => api<Stored>('GET', `/connections/${id}`)
  const { user } = await api<{ user: { id: string; name: string } }>('GET', '/session')
  await page.getByRole('link', { name: words.quoteSync }).click()
  await page.getByRole('row', { name: /Samen/ }).dblclick()
  const dialog = page.getByRole('dialog', { name: /: Samen$/ })
  const description = dialog.getByRole('textbox', { name: 'Omschrijving' })
  await description.fill('Mijn omschrijving')
  const scope = { kind: 'selected', users: [{ id: user.id, canConnect: true, canCreate: false }], groups: [] }
  const { version } = await stored()
  await api('PATCH', `/connections/${id}`, { version, description: 'Hun omschrijving', scope })

  await dialog.getByRole('button', { name: 'OK' }).click()
  const message = dialog.getByRole('alert')
  await expect(message).toContainText(`${user.name} heeft deze ERP-verbinding intussen gewijzigd`)
  await expect(message.getByRole('listitem')).toContainText([
    'Omschrijving: was (leeg), nu Hun omschrijving U hebt dit ook gewijzigd.',
    `Reikwijdte: was Iedereen, nu ${user.name} (Verbinden)`,
  ])
  await expectAccessible(page)
  await message.getByRole('button', { name: 'Mijn wijzigingen behouden' }).click()
  await expect(description).toHaveValue('Mijn omschrijving')
  await dialog.getByRole('button', { name: 'OK' }).click()
  await expect(dialog).toBeHidden()
  const now = await stored()
  expect([now.description, now.scope.kind, now.scope.users]).toEqual([
    'Mijn omschrijving',
    'selected',
    scope.users,
  ])

  // How often its ERP is asked at most.
  await page.getByRole('textbox', { name: 'Aanroepen per minuut' }).fill('300')
  await page.getByRole('button', { name: words.save }).click()
  await expect(page.getByText('Limiet opgeslagen')).toBeVisible()
  const { callsPerMinute } = await api<{ callsPerMinute: number }>('GET', `/connections/${id}/protection`)
  expect(callsPerMinute).toBe(300)
})

test('Bedenkingen: per veld en alles ongedaan maken, en sluiten vraagt of u het zeker weet', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  await addConnection(api, { name: 'Bedenkingen', connector: 'builtin:demo', settings: settings(demoErp) })
  const dialog = await openOf(page, words, 'Bedenkingen', words.mappings)
  await arrow(dialog, 'E-mail', '>').click()
  await arrow(dialog, 'Fax', '<').click()
  await dialog.getByRole('button', { name: 'E-mail: Wijziging ongedaan maken' }).click()
  await expect(arrow(dialog, 'E-mail', '>')).toHaveAttribute('aria-pressed', 'false')

  await dialog.getByRole('button', { name: 'Wijzigingen ongedaan maken' }).click()
  const question = page.getByRole('dialog', { name: 'Wijzigingen ongedaan maken?' })
  await expect(question).toContainText('Weet u het zeker? De wijziging van 1 veld vervalt')
  await question.getByRole('button', { name: 'Verder bewerken' }).click()
  await expect(arrow(dialog, 'Fax', '<')).toHaveAttribute('aria-pressed', 'true')

  await dialog.getByRole('button', { name: 'Annuleren' }).click()
  const leaving = page.getByRole('dialog', { name: 'Wijzigingen niet opgeslagen' })
  await leaving.getByRole('button', { name: 'Verder bewerken' }).click()
  await page.goBack()
  await leaving.getByRole('button', { name: 'Verder bewerken' }).click()
  await expect(arrow(dialog, 'Fax', '<')).toHaveAttribute('aria-pressed', 'true')

  await dialog.getByRole('button', { name: 'Wijzigingen ongedaan maken' }).click()
  await question.getByRole('button', { name: 'Wijzigingen ongedaan maken' }).click()
  await expect(arrow(dialog, 'Fax', '<')).toHaveAttribute('aria-pressed', 'false')
  await dialog.getByRole('button', { name: 'Annuleren' }).click()
  await expect(dialog).toBeHidden()
})

test('Een verlopen sessie: opnieuw aanmelden over het venster heen, en wat was gewijzigd staat er nog', async ({
  beheer: page,
  api,
  demoErp,
  koppel,
}) => {
  await addConnection(api, { name: 'Verlopen', connector: 'builtin:demo', settings: settings(demoErp) })
  const dialog = await openOf(page, words, 'Verlopen', words.mappings)
  await arrow(dialog, 'E-mail', '>').click()
  await page.context().clearCookies()
  await dialog.getByRole('button', { name: words.done }).click()

  const signIn = page.getByRole('dialog', { name: 'Opnieuw aanmelden' })
  await signIn.getByRole('textbox', { name: /^Wachtwoord/ }).fill(koppel.administrator.password)
  await signIn.getByRole('button', { name: 'Aanmelden' }).click()
  await expect(signIn).toBeHidden()
  await expect(arrow(dialog, 'E-mail', '>')).toHaveAttribute('aria-pressed', 'true')
  await dialog.getByRole('button', { name: words.done }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Verlopen' })).toBeVisible()
})

test('Met verbonden kaarten: hoe een nieuw veld begint, en een voorbeeld van wat dat doet', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  test.setTimeout(300_000)
  const company = 'Bakkerij De Gouden Korst'
  const id = await addConnection(api, {
    name: 'Verbonden',
    connector: 'builtin:demo',
    settings: settings(demoErp),
  })
  await synchroniseCustomers(api, id, ['NAME'])
  await linkCompany(api, id, company)

  await page.reload()
  const dialog = await openOf(page, words, 'Verbonden', words.mappings)
  await arrow(dialog, 'Telefoon', '>').click()
  await dialog.getByRole('button', { name: 'Voorbeeld' }).click()
  const start = page.getByRole('dialog', { name: 'Hoe beginnen deze velden?' })
  await expect(start).toContainText('Nieuw of anders gesynchroniseerd: Telefoon.')
  await expectAccessible(page)
  await start.getByRole('button', { name: /Voorbeeld/ }).click()
  const preview = page.getByRole('dialog', { name: /^Voorbeeld/ })
  await expect(preview).toContainText('1 kaart wijzigt in CRM')
  await expectAccessible(page)
  await preview.getByRole('button', { name: 'Sluiten' }).last().click()
  await expect(preview).toBeHidden()
  await start.getByRole('radio', { name: 'Alleen vanaf nu' }).check()
  await start.getByRole('button', { name: words.save }).click()
  await expect(dialog).toBeHidden()

  // Nobody is linked to a supplier: there, new fields have nothing to begin. Switched on again, customers are shown first.
  await api('DELETE', `/connections/${id}/activation`)
  await openOf(page, words, 'Verbonden', words.mappings)
  await dialog.getByRole('tab', { name: 'Leverancier' }).click()
  await arrow(dialog, 'Telefoon', '>').click()
  await expect(dialog.getByRole('button', { name: 'Voorbeeld' })).toBeHidden()
  await dialog.getByRole('tab', { name: 'Klant' }).click()
  const synchronise = dialog.getByRole('checkbox', { name: words.enableCustomer })
  await synchronise.uncheck()
  await dialog.getByRole('button', { name: words.done }).click()
  await expect(dialog).toBeHidden()
  await openOf(page, words, 'Verbonden', words.mappings)
  await synchronise.check()
  await dialog.getByRole('button', { name: 'Voorbeeld: Klant' }).click()
  await expect(preview).toContainText('1 kaart bekeken')
  await preview.getByRole('button', { name: 'Sluiten' }).last().click()
  await dialog.getByRole('button', { name: words.done }).click()
  await expect(dialog).toBeHidden()
})

test('Met alleen het toetsenbord: openen, actor kiezen, synchroniseren, CRM-veld, pijlen, regels, zoeken en Gereed', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  await addConnection(api, { name: 'Toetsen', connector: 'builtin:demo', settings: settings(demoErp) })
  await page.getByRole('link', { name: words.quoteSync }).click()
  await page
    .getByRole('row', { name: /Toetsen/ })
    .getByRole('radio')
    .focus()
  await page.keyboard.press('Space')
  await page.getByRole('region', { name: 'Toetsen' }).getByRole('button', { name: words.mappings }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Toewijzingen: Toetsen' })
  await expect(dialog.getByRole('table')).toBeVisible()

  await tabTo(page, 'tab', 'Klant')
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('tab', { name: 'Leverancier' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowLeft')
  const enable = await tabTo(page, 'checkbox', words.enableCustomer)
  await page.keyboard.press('Space')
  await expect(enable).toBeChecked()

  // From one arrow to that of the next field with the arrow keys.
  await tabTo(page, 'button', 'Naam: ERP → CRM')
  await page.keyboard.press('Enter')
  await expect(arrow(dialog, 'Naam', '>')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(arrow(dialog, 'Afdeling', '>')).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowUp')
  await expect(arrow(dialog, 'Naam', '>')).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(arrow(dialog, 'Naam', '<')).toHaveAttribute('aria-pressed', 'true')

  // The rules of a field, and back to the dialog with Escape.
  await tabTo(page, 'button', 'Naam: Regels')
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: 'De nieuwste waarde wint' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('radio', { name: 'Het ERP wint' })).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('radio', { name: 'Het ERP wint' })).toBeHidden()
  await expect(dialog).toBeVisible()

  await dialog.getByRole('textbox', { name: 'Filteren' }).focus()
  await page.keyboard.type('notities')
  await expect(dialog.getByRole('rowheader')).toHaveCount(1)
  await dialog.getByRole('combobox', { name: 'Notities: CRM-veld' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('notitie')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('combobox', { name: 'Notities: CRM-veld' })).toHaveValue('Notitie')
  await tabTo(page, 'button', 'Notities: ERP → CRM')
  await page.keyboard.press('Space')

  await tabTo(page, 'button', words.done)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const region = page.getByRole('region', { name: 'Toetsen' })
  for (const field of ['Naam', 'Afdeling', 'Notitie']) await expect(region).toContainText(field)
  // The focus is back where the dialog was opened.
  await expect(region.getByRole('button', { name: words.mappings })).toBeFocused()
})
