import { startTryton, type Tryton } from '../connectors/tryton/test/trytond.ts'
import { editRecord, openErpTab, openRecord, save } from './company-card.ts'
import { choose, defineConnection, openSynchronise, setDirections } from './connection-form.ts'
import { test as base, expect } from './installation.ts'
import { openOf, pick } from './mapping-dialogs.ts'
import { languages } from './seed-1-words.ts'

// The whole road against a real Tryton.

const test = base.extend<object, { tryton: Tryton }>({
  tryton: [
    async ({ occasion: _ }, use) => {
      const tryton = await startTryton()
      await use(tryton)
      await tryton.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.use({ occasion: 'tryton' })
test.setTimeout(180_000)

async function createCustomer(tryton: Tryton, name: string, phone: string): Promise<number> {
  const values = {
    name,
    categories: [['add', [tryton.customerCategory]]],
    addresses: [['create', [{ street: 'Rokin 88', city: 'Amsterdam', country: tryton.netherlands }]]],
    contact_mechanisms: [['create', [{ type: 'phone', value: phone }]]],
  }
  const [id] = (await tryton.call('model.party.party.create', [[values]])) as number[]
  if (id === undefined) throw new Error('Tryton made no party')
  return id
}

async function createCategory(tryton: Tryton, name: string): Promise<number> {
  const [id] = (await tryton.call('model.party.category.create', [[{ name }]])) as number[]
  if (id === undefined) throw new Error('Tryton made no category')
  return id
}

async function partyCategories(tryton: Tryton, party: number): Promise<readonly number[]> {
  const [row] = (await tryton.call('model.party.party.read', [[party], ['categories']])) as [
    { categories: number[] },
  ]
  return row.categories
}

/** The one row of a related model of a party. */
async function partOf<T>(
  tryton: Tryton,
  model: string,
  party: number,
  field: string,
): Promise<T & { id: number }> {
  const domain = [['party', '=', party]]
  const [row] = (await tryton.call(`model.${model}.search_read`, [domain, 0, 1, null, [field]])) as [
    T & { id: number },
  ]
  return row
}

const phoneOf = async (tryton: Tryton, party: number) =>
  await partOf<{ value: string }>(tryton, 'party.contact_mechanism', party, 'value')
const cityOf = async (tryton: Tryton, party: number) =>
  (await partOf<{ city: string }>(tryton, 'party.address', party, 'city')).city

test('Een bedrijf wordt met een klant in Tryton verbonden, gaat in beide richtingen mee en wordt weer losgemaakt', async ({
  beheer: page,
  tryton,
}) => {
  const company = 'Kantoorvakhandel Bos'
  const party = await createCustomer(tryton, company, '+31 20 620 99 99')

  await test.step('De verbinding toevoegen; een fout wachtwoord en een onbekende database krijgen een zin', async () => {
    await openSynchronise(page)
    const dialog = await defineConnection(page, 'Tryton', /^Tryton/)
    const ok = dialog.getByRole('button', { name: 'OK', exact: true })
    const tryOut = dialog.getByRole('button', { name: 'ERP-verbinding testen' })
    const message = dialog.getByRole('alert')
    await dialog.getByRole('textbox', { name: 'URL' }).fill(tryton.url)
    await dialog.getByRole('textbox', { name: 'Database' }).fill(tryton.database)
    await dialog.getByRole('textbox', { name: 'Gebruiker', exact: true }).fill(tryton.user)

    await dialog.getByLabel(/^Wachtwoord( \*)?$/).fill('fout')
    await tryOut.click()
    await expect(message).toContainText(/gebruiker.*wachtwoord|wachtwoord.*gebruiker/i)
    await expect(ok).toBeDisabled()

    await dialog.getByLabel(/^Wachtwoord( \*)?$/).fill(tryton.password)
    await dialog.getByRole('textbox', { name: 'Database' }).fill('bestaat-niet')
    await tryOut.click()
    await expect(message).toContainText(/database/i)
    await expect(ok).toBeDisabled()

    await dialog.getByRole('textbox', { name: 'Database' }).fill(tryton.database)
    await choose(dialog, 'Klanten zijn relaties in categorie', 'Customer')
    await tryOut.click()
    await expect(dialog.getByText('De verbinding werkt', { exact: true })).toBeVisible()
    await ok.click()
    await expect(page.getByRole('row', { name: /Tryton/ }).first()).toBeVisible()
  })

  await test.step('Toewijzingen voor Klant, en Actief', async () => {
    await page.getByRole('region', { name: 'Tryton' }).getByRole('button', { name: 'Toewijzingen' }).click()
    const dialog = page.getByRole('dialog', { name: 'Toewijzingen: Tryton' })
    await dialog.getByRole('checkbox', { name: 'Synchroniseer ERP-"Klant" met CRM-"Bedrijf"' }).check()
    for (const field of ['Naam', 'Telefoon', 'Plaats']) await setDirections(dialog, field, '<>')
    await dialog.getByRole('button', { name: 'Gereed' }).click()
    await expect(dialog).toBeHidden()
    await page.getByRole('checkbox', { name: 'Actief: Tryton' }).click()
    await expect(page.getByRole('checkbox', { name: 'Actief: Tryton' })).toBeChecked()
  })

  await test.step('Verbinden: Bewerken, Klant, Zoeken, Verbinden, kiezen, Verbinden, Opslaan', async () => {
    const panel = await openErpTab(page, company, 'Tryton')
    await page.getByRole('button', { name: 'Bewerken' }).click()
    await panel.getByRole('button', { name: 'Klant' }).click()
    const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
    await dialog.getByRole('radio', { name: company }).check()
    await dialog.getByRole('button', { name: 'Verbinden', exact: true }).click()
    const values = page.getByRole('dialog', { name: /^Waarden kiezen/ })
    await values.getByRole('radio', { name: 'Telefoon: CRM, 020 620 18 18' }).check()
    await values.getByRole('button', { name: 'Verbinden', exact: true }).click()
    await save(page)
    await expect(panel.getByText('Gelijk')).toBeVisible()
    await expect.poll(async () => (await phoneOf(tryton, party)).value).toContain('620 18 18')
  })

  await test.step('Wat in Tryton verandert, komt in het CRM; met Nu synchroniseren meteen', async () => {
    const { id } = await phoneOf(tryton, party)
    await tryton.call('model.party.contact_mechanism.write', [[id], { value: '+31 20 333 44 55' }])
    const panel = page.getByRole('region', { name: 'Tryton' })
    await panel.getByRole('button', { name: 'Nu synchroniseren' }).click()
    await expect(panel.getByRole('row', { name: /Telefoon/ })).toContainText('+31 20 333 44 55')

    await tryton.call('model.party.contact_mechanism.write', [[id], { value: '+31 20 666 77 88' }])
    await expect(panel.getByRole('row', { name: /Telefoon/ })).toContainText('+31 20 666 77 88', {
      timeout: 30_000,
    })
  })

  await test.step('Wat in het CRM verandert, heeft Tryton', async () => {
    await page.getByRole('tab', { name: 'Details' }).click()
    await editRecord(page, { 'Postadres plaats': 'Haarlem' })
    await save(page)
    await expect.poll(() => cityOf(tryton, party), { timeout: 30_000 }).toBe('Haarlem')
  })

  await test.step('Geavanceerd zoeken vindt wat al is verbonden; wat er niet is, wordt in Tryton gemaakt', async () => {
    const panel = await openErpTab(page, 'Hotel Zeezicht', 'Tryton')
    await page.getByRole('button', { name: 'Bewerken' }).click()
    await panel.getByRole('button', { name: 'Klant' }).click()
    const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
    await dialog.getByRole('button', { name: 'Geavanceerd zoeken' }).click()
    const criterion = dialog.getByRole('group', { name: 'Voorwaarde 1' })
    await choose(criterion, 'Veld', 'Naam')
    await choose(criterion, 'Vergelijking', 'begint met')
    await criterion.getByRole('textbox', { name: 'Waarde' }).fill('kantoorvak')
    await criterion.getByRole('textbox', { name: 'Waarde' }).press('Enter')
    await expect(dialog.getByRole('radio', { name: company })).toBeDisabled()
    await dialog.getByRole('checkbox', { name: 'Kan geen overeenkomst vinden in ERP' }).check()
    await dialog.getByRole('button', { name: 'Maken', exact: true }).click()
    const create = page.getByRole('dialog', { name: /^Maken in ERP/ })
    await create.getByRole('button', { name: 'Maken in ERP' }).click()
    await save(page)
    await expect(panel.getByText('Gelijk')).toBeVisible()
    const named = [['name', '=', 'Hotel Zeezicht']]
    expect(await tryton.call('model.party.party.search', [named, 0, 10, null])).toHaveLength(1)
  })

  await test.step('Verbinding verbreken: aan beide kanten blijft alles staan', async () => {
    await openRecord(page, 'Bedrijven', company)
    await page.getByRole('tab', { name: 'ERP' }).click()
    const panel = page.getByRole('region', { name: 'Tryton' })
    await page.getByRole('button', { name: 'Bewerken' }).click()
    await panel.getByRole('button', { name: 'Verbinding verbreken' }).click()
    await save(page)
    await expect(panel).toContainText('Nog niet verbonden')
    expect((await phoneOf(tryton, party)).value).toBe('+31 20 666 77 88')
    expect(await cityOf(tryton, party)).toBe('Haarlem')
    await page.getByRole('tab', { name: 'Details' }).click()
    await expect(page.getByText('+31 20 666 77 88')).toBeVisible()
  })
})

test('Een verbinding met Tryton wordt geheel via de schermen ingericht: toewijzingen, lijsten, standaardwaarden, volgorde, Actief', async ({
  beheer: page,
  tryton,
}) => {
  const words = languages.nl
  const company = 'Bakkerij De Gouden Korst'
  const prospect = await createCategory(tryton, 'Prospect')
  const regular = await createCategory(tryton, 'Vaste klant')
  const party = await createCustomer(tryton, company, '+31 20 111 22 33')
  const categoriesOf = async () => await partyCategories(tryton, party)

  await test.step('Toevoegen en testen', async () => {
    await openSynchronise(page)
    const dialog = await defineConnection(page, 'Compleet', /^Tryton/)
    for (const [field, value] of Object.entries({
      URL: tryton.url,
      Database: tryton.database,
      Gebruiker: tryton.user,
    })) {
      await dialog.getByRole('textbox', { name: field, exact: true }).fill(value)
    }
    await dialog.getByLabel(/^Wachtwoord( \*)?$/).fill(tryton.password)
    await choose(dialog, 'Klanten zijn relaties in categorie', 'Customer')
    await dialog.getByRole('button', { name: 'ERP-verbinding testen' }).click()
    await expect(dialog.getByText('De verbinding werkt', { exact: true })).toBeVisible()
    await dialog.getByRole('button', { name: 'OK', exact: true }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('Toewijzingen: de categorie wordt voorgesteld en gaat in beide richtingen mee', async () => {
    const dialog = await openOf(page, words, 'Compleet', words.mappings)
    await dialog.getByRole('checkbox', { name: words.enableCustomer }).check()
    await dialog.getByRole('button', { name: 'Categorie: voorstel Categorie overnemen' }).click()
    for (const field of ['Naam', 'Telefoon', 'Categorie']) await setDirections(dialog, field, '<>')
    await dialog.getByRole('button', { name: words.done }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('Lijsttoewijzing: gelijke namen, een met de hand, en een die er in Tryton net bij kwam', async () => {
    const dialog = await openOf(page, words, 'Compleet', words.lists)
    await dialog.getByRole('tab', { name: 'Categorie' }).click()
    await dialog.getByRole('button', { name: words.matchNames }).click()
    await expect(dialog.getByRole('combobox', { name: 'Prospect' })).toHaveValue('Prospect')
    await pick(dialog, 'Vaste klant', 'Klant')

    await createCategory(tryton, 'Partner')
    await dialog.getByRole('button', { name: 'Lijsten opnieuw ophalen' }).click()
    await expect(dialog.getByRole('row', { name: 'Partner' })).toContainText('nieuw')
    await expect(dialog.getByRole('combobox', { name: 'Vaste klant' })).toHaveValue('Klant')
    await dialog.getByRole('button', { name: words.matchNames }).click()
    await dialog.getByRole('button', { name: words.save }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('Standaardwaarden: een nieuwe klant wordt in Tryton een prospect', async () => {
    const dialog = await openOf(page, words, 'Compleet', 'Standaardwaarden')
    await dialog.getByRole('tab', { name: 'Klant' }).click()
    await dialog.getByRole('button', { name: 'Toevoegen' }).click()
    const form = page.getByRole('dialog', { name: 'Standaardwaarden voor synchronisatie toevoegen' })
    await choose(form, 'ERP-veld', 'Categorie')
    await form.getByRole('checkbox', { name: 'Standaardwaarde instellen' }).check()
    await choose(form, 'Categorie', 'Prospect')
    await form.getByRole('button', { name: 'OK', exact: true }).click()
    await expect(dialog.getByRole('row', { name: /Categorie/ })).toContainText('Prospect')
    await dialog.getByRole('button', { name: words.done }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('Velden rangschikken: het telefoonnummer komt bovenaan', async () => {
    const dialog = await openOf(page, words, 'Compleet', 'Velden rangschikken')
    await dialog.getByRole('option', { name: 'Telefoon' }).click()
    await dialog.getByRole('button', { name: 'Helemaal omhoog' }).click()
    await expect(dialog.getByRole('option').first()).toContainText('Telefoon')
    await dialog.getByRole('button', { name: words.done }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('Actief', async () => {
    const active = page.getByRole('checkbox', { name: 'Actief: Compleet' })
    await active.click()
    await expect(active).toBeChecked()
  })

  await test.step('Een verbonden kaart: de categorie gaat als item van de andere lijst mee, heen en terug', async () => {
    const panel = await openErpTab(page, company, 'Compleet')
    await page.getByRole('button', { name: 'Bewerken' }).click()
    await panel.getByRole('button', { name: 'Klant' }).click()
    const dialog = page.getByRole('dialog', { name: /^Verbinden met ERP/ })
    await dialog.getByRole('radio', { name: company }).check()
    await dialog.getByRole('button', { name: 'Verbinden', exact: true }).click()
    const values = page.getByRole('dialog', { name: /^Waarden kiezen/ })
    await values.getByRole('button', { name: 'Alles van CRM' }).click()
    await values.getByRole('button', { name: 'Verbinden', exact: true }).click()
    await save(page)
    await expect(panel.getByText('Gelijk')).toBeVisible()
    await page.getByRole('tab', { name: 'Details' }).click()
    await page.getByRole('button', { name: 'Bewerken' }).click()
    await choose(page.locator('main'), 'Categorie', 'Klant')
    await save(page)
    await expect.poll(categoriesOf, { timeout: 30_000 }).toContain(regular)

    await tryton.call('model.party.party.write', [
      [party],
      {
        categories: [
          ['remove', [regular]],
          ['add', [prospect]],
        ],
      },
    ])
    await page.getByRole('tab', { name: 'ERP' }).click()
    await panel.getByRole('button', { name: 'Nu synchroniseren' }).click()
    await expect(panel.getByRole('row', { name: /Categorie/ })).toContainText('Prospect')
  })
})
