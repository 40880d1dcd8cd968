import { expectAccessible } from './accessibility.ts'
import { editRecord, openRecord, save } from './company-card.ts'
import { expect, signIn, test } from './installation.ts'

test.use({ occasion: 'crm' })

test('Bedrijven, personen en projecten staan in lijsten waarin te zoeken en te sorteren is', async ({
  beheer: page,
}) => {
  const table = page.getByRole('table')
  await expect(table.getByRole('link', { name: 'Bakkerij De Gouden Korst' })).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('searchbox', { name: 'Zoek bedrijven' }).fill('leonie brugge')
  await expect(table.getByRole('link')).toHaveText(['Chocolaterie Léonie'])
  await page.getByRole('searchbox').fill('bestaat niet')
  await expect(page.getByText('Niets gevonden voor “bestaat niet”')).toBeVisible()
  await page.getByRole('button', { name: 'Zoekopdracht wissen' }).click()

  await expect(table.getByRole('link').first()).toHaveText('Bakkerij De Gouden Korst')
  await page.getByRole('button', { name: 'Naam' }).click()
  await expect(page.getByRole('columnheader', { name: 'Naam' })).toHaveAttribute('aria-sort', 'descending')
  await expect(table.getByRole('link').first()).toHaveText('Zorggroep Twente')

  await page.getByRole('link', { name: 'Personen' }).click()
  await expect(page.getByRole('heading', { name: 'Personen' })).toBeVisible()
  await expect(table.getByRole('link', { name: 'Anna de Vries' })).toBeVisible()
  await page.getByRole('link', { name: 'Projecten' }).click()
  await expect(table.getByRole('link', { name: 'Webwinkel vernieuwen' })).toBeVisible()
})

test('Een lange lijst gaat per pagina; terug in de browser is terug naar waar u was', async ({
  beheer: page,
  api,
}) => {
  const names = Array.from({ length: 51 }, (_, index) => `Blad ${String(index + 1).padStart(2, '0')}`)
  await Promise.all(names.map((name) => api('POST', '/records/project', { fields: { name } })))
  await page.getByRole('link', { name: 'Projecten' }).click()
  await page.getByRole('searchbox').fill('blad')
  await expect(page.getByText('1–50 van 51')).toBeVisible()
  await page.getByRole('button', { name: 'Volgende pagina' }).click()
  await expect(page.getByRole('table').getByRole('link')).toHaveText(['Blad 51'])
  await page.getByRole('link', { name: 'Blad 51' }).click()
  await expect(page.getByRole('heading', { name: 'Blad 51' })).toBeVisible()
  await page.goBack()
  await expect(page.getByText('51–51 van 51')).toBeVisible()
  await expect(page.getByRole('searchbox')).toHaveValue('blad')
})

test('Een bedrijf wordt toegevoegd, met een persoon erbij, en is dan te vinden', async ({ beheer: page }) => {
  await page.getByRole('link', { name: 'Toevoegen' }).click()
  await expect(page.getByRole('heading', { name: 'Nieuw bedrijf' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Naam' }).fill('Molen De Wieken')
  await page.getByRole('textbox', { name: 'Bezoekadres plaats' }).fill('Zaandam')
  await page.getByLabel('Land').first().fill('Neder')
  await page.getByRole('option', { name: 'Nederland', exact: true }).click()
  await save(page)
  await expect(page.getByRole('heading', { name: 'Molen De Wieken' })).toBeVisible()
  await expect(page.getByText('Zaandam')).toBeVisible()
  await expect(page.getByText('Nederland')).toBeVisible()

  await page.getByRole('tab', { name: 'Personen' }).click()
  await expect(page.getByText('Nog geen personen bij dit bedrijf')).toBeVisible()
  await page.getByRole('link', { name: 'Toevoegen' }).click()
  await page.getByRole('textbox', { name: 'Voornaam' }).fill('Griet')
  await page.getByRole('textbox', { name: 'Achternaam' }).fill('Mulder')
  await page.getByRole('textbox', { name: 'Geboortedatum' }).fill('29-2-1988')
  await save(page)
  await expect(page.getByRole('heading', { name: 'Griet Mulder' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Molen De Wieken' })).toBeVisible()

  await openRecord(page, 'Bedrijven', 'Molen De Wieken')
  await page.getByRole('tab', { name: 'Personen' }).click()
  await expect(page.getByRole('link', { name: 'Griet Mulder' })).toBeVisible()
})

test('Bewerken verandert pas iets bij Opslaan; Annuleren laat alles zoals het was', async ({
  beheer: page,
}) => {
  await openRecord(page, 'Bedrijven', 'Datawijs ICT')
  await expectAccessible(page)
  await editRecord(page, { Telefoon: '040 000 00 00' })
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Annuleren' }).click()
  await expect(page.getByText('040 209 55 55')).toBeVisible()

  await editRecord(page, { Telefoon: '040 111 22 33', Website: '' })
  await save(page)
  await expect(page.getByText('040 111 22 33')).toBeVisible()
  await expect(page.getByText(/^Gewijzigd .* door Administrator$/)).toBeVisible()
  await page.reload()
  await expect(page.getByText('040 111 22 33')).toBeVisible()
  await expect(page.getByText('datawijs.example', { exact: true })).toBeHidden()
})

test('Wat niet past, staat bij het veld, en er wordt niets opgeslagen', async ({ beheer: page }) => {
  await openRecord(page, 'Personen', 'Femke van den Berg')
  await editRecord(page, { Achternaam: ' ', Geboortedatum: '30 februari' })
  await save(page)

  await expect(page.getByText('Niet opgeslagen: controleer de gemarkeerde velden.')).toBeVisible()
  const lastName = page.getByRole('textbox', { name: 'Achternaam' })
  await expect(lastName).toHaveAccessibleDescription('Vul dit veld in.')
  await expect(lastName).toBeFocused()
  await expect(page.getByRole('textbox', { name: 'Geboortedatum' })).toHaveAccessibleDescription(
    'Dit is geen geldige datum.',
  )
  await expectAccessible(page)

  await lastName.fill('Berg')
  await page.getByRole('textbox', { name: 'Geboortedatum' }).fill('28-2-1970')
  await save(page)
  await expect(page.getByText('28-02-1970')).toBeVisible()
})

test('Wie weggaat zonder opslaan, wordt dat eerst gevraagd', async ({ beheer: page }) => {
  await openRecord(page, 'Bedrijven', 'Zorggroep Twente')
  await editRecord(page, { Afdeling: 'Inkoop' })
  await page.getByRole('link', { name: 'Personen' }).click()
  const question = page.getByRole('dialog', { name: 'Wijzigingen niet opgeslagen' })
  await question.getByRole('button', { name: 'Verder bewerken' }).click()
  await expect(page.getByRole('textbox', { name: 'Afdeling' })).toHaveValue('Inkoop')

  await page.getByRole('link', { name: 'Personen' }).click()
  await question.getByRole('button', { name: 'Niet opslaan' }).click()
  await expect(page.getByRole('heading', { name: 'Personen' })).toBeVisible()
})

test('Twee browsers bewerken één bedrijf: de tweede krijgt het te horen en overschrijft niets', async ({
  beheer: page,
  koppel,
  browser,
}) => {
  await using elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await signIn(other, koppel)
  const company = 'Kaashandel Alkmaar'
  await openRecord(page, 'Bedrijven', company)
  await openRecord(other, 'Bedrijven', company)

  await editRecord(other, { Telefoon: '072 222 22 22', Afdeling: 'Van de tweede' })
  await editRecord(page, { Telefoon: '072 111 11 11', Code: 'KAAS' })
  await save(page)
  await expect(page.getByText('072 111 11 11')).toBeVisible()

  await expect(other.getByText(/^Intussen gewijzigd door Administrator/)).toBeVisible()
  await save(other)
  const dialog = other.getByRole('dialog', { name: 'Gewijzigd door iemand anders' })
  await expect(dialog.getByText(/Er is nog niets van u opgeslagen of overschreven/)).toBeVisible()
  await expectAccessible(other)
  await expect(dialog.getByRole('row', { name: /Code.*KAAS.*Niet door u gewijzigd/ })).toBeVisible()
  await dialog.getByRole('radio', { name: '072 222 22 22' }).check()
  await dialog.getByRole('button', { name: 'Verder met bewerken' }).click()
  await expect(page.getByText('072 111 11 11')).toBeVisible()
  await save(other)

  // Both have the second one's telephone and department, and the code of the first.
  for (const screen of [page, other]) {
    for (const value of ['072 222 22 22', 'Van de tweede', 'KAAS']) {
      await expect(screen.getByText(value, { exact: true })).toBeVisible()
    }
  }
})

test('Wat elders verandert, verschijnt in lijst en kaart zonder de pagina te verversen', async ({
  beheer: page,
  koppel,
  browser,
}) => {
  await using elsewhere = await browser.newContext()
  const [card, editor] = [await elsewhere.newPage(), await elsewhere.newPage()]
  await signIn(card, koppel)
  await editor.goto(koppel.url)
  await openRecord(card, 'Bedrijven', 'Hotel Zeezicht')
  await openRecord(editor, 'Bedrijven', 'Hotel Zeezicht')
  await page.getByRole('searchbox').fill('hotel')
  await expect(page.getByRole('row', { name: /Hotel Zeezicht/ })).toContainText('Zandvoort')

  await editRecord(editor, { 'Postadres plaats': 'Bloemendaal', 'Bezoekadres plaats': 'Bloemendaal' })
  await save(editor)

  await expect(card.getByText('Bloemendaal').first()).toBeVisible()
  await expect(page.getByRole('row', { name: /Hotel Zeezicht/ })).toContainText('Bloemendaal')
})

test('Op een telefoon past alles binnen de breedte en is het menu te openen', async ({ beheer: page }) => {
  await page.setViewportSize({ width: 375, height: 720 })
  const fits = () => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')

  await expect(page.getByRole('link', { name: 'Bakkerij De Gouden Korst' })).toBeVisible()
  await expect.poll(fits, 'the list').toBe(true)
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('link', { name: 'Personen' }).click()
  await page.getByRole('link', { name: 'Anna de Vries' }).click()
  await expect(page.getByRole('heading', { name: 'Anna de Vries' })).toBeVisible()
  await expect.poll(fits, 'the card').toBe(true)
  await expectAccessible(page)

  await editRecord(page, { 'Telefoon direct': '033 461 20 19' })
  await expect.poll(fits, 'the form').toBe(true)
  await save(page)
  await expect(page.getByRole('link', { name: '033 461 20 19' })).toBeVisible()
})

test('Een adres dat niet bestaat, zegt dat en wijst de weg', async ({ beheer: page, koppel }) => {
  for (const path of ['/records/company/999999', '/nergens']) {
    await page.goto(koppel.url + path)
    await expect(page.getByText('Deze pagina bestaat niet, of u hebt er geen toegang toe.')).toBeVisible()
  }
  await page.getByRole('link', { name: 'Naar Bedrijven' }).click()
  await expect(page.getByRole('heading', { name: 'Bedrijven' })).toBeVisible()
})
