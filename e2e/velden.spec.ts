import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { openRecord, save } from './company-card.ts'
import { changeInDemoErp, openInDemoErp } from './demo-erp-page.ts'
import { addConnection, linkCompany } from './erp-connection.ts'
import { expect, test } from './installation.ts'

test.use({ occasion: 'velden en lijsten' })
test.setTimeout(240_000)

// Lijsten en Velden: an administrator adds what the card lacks, and it takes part in everything.

const company = 'Kaashandel Alkmaar'

async function openSettings(page: Page, screen: 'Velden' | 'Lijsten'): Promise<void> {
  await page.getByRole('link', { name: screen, exact: true }).click()
  await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible()
}

interface Wanted {
  readonly name: string
  readonly type: string
  readonly more?: (dialog: Locator) => Promise<void>
}

async function define(page: Page, { name, type, more }: Wanted): Promise<void> {
  await page.getByRole('button', { name: 'Toevoegen', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Veld toevoegen aan Bedrijf' })
  await dialog.getByRole('textbox', { name: 'Naam (Nederlands)' }).fill(name)
  await dialog.getByRole('combobox', { name: 'Type' }).click()
  await page.getByRole('option', { name: type, exact: true }).click()
  await more?.(dialog)
  await dialog.getByRole('button', { name: 'OK', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row', { name })).toBeVisible()
}

async function addItem(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Item toevoegen' }).click()
  const dialog = page.getByRole('dialog', { name: 'Item toevoegen' })
  await dialog.getByRole('textbox', { name: 'Naam (Nederlands)' }).fill(item)
  await dialog.getByRole('button', { name: 'OK', exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('Een lijst en een veld van elk type: gedefinieerd, ingevuld op de kaart, gevonden, toegewezen en gesynchroniseerd', async ({
  beheer: page,
  api,
  demoErp,
}) => {
  // Lijsten: a list with items of its own.
  await openSettings(page, 'Lijsten')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Lijst toevoegen' }).click()
  const list = page.getByRole('dialog', { name: 'Lijst toevoegen' })
  await list.getByRole('textbox', { name: 'Naam (Nederlands)' }).fill('Betaaltermijn')
  await list.getByRole('button', { name: 'OK', exact: true }).click()
  const items = page.getByRole('region', { name: 'Betaaltermijn' })
  await expect(items).toBeVisible()
  for (const item of ['Veertien dagen', 'Dertig dagen', 'Tikfout']) await addItem(page, item)
  await items.getByRole('row', { name: 'Tikfout' }).click()
  await items.getByRole('button', { name: 'Item verwijderen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Verwijderen', exact: true }).click()
  await expect(items.getByRole('row', { name: 'Tikfout' })).toBeHidden()

  // Velden: one of each type.
  await openSettings(page, 'Velden')
  await expectAccessible(page)
  await define(page, { name: 'Contractnummer', type: 'Tekst' })
  await define(page, { name: 'Vestigingen', type: 'Geheel getal' })
  await define(page, { name: 'Contractwaarde', type: 'Decimaal getal' })
  await define(page, { name: 'Klant vanaf', type: 'Datum' })
  await define(page, { name: 'Nieuwsbrief', type: 'Selectievakje' })
  await define(page, {
    name: 'Termijn',
    type: 'Lijst',
    more: async (dialog) => {
      await dialog.getByRole('combobox', { name: 'Lijst' }).click()
      await page.getByRole('option', { name: 'Betaaltermijn', exact: true }).click()
      await expectAccessible(page)
    },
  })

  // On the card, with what does not fit said at the field.
  await openRecord(page, 'Bedrijven', company)
  await page.getByRole('button', { name: 'Bewerken' }).click()
  const own = page.getByRole('region', { name: 'Eigen velden' })
  await own.getByRole('textbox', { name: 'Contractnummer' }).fill('CN-77/ä')
  await own.getByRole('textbox', { name: 'Vestigingen' }).fill('12')
  await own.getByRole('textbox', { name: 'Contractwaarde' }).fill('1.234,567')
  await own.getByRole('textbox', { name: 'Klant vanaf' }).fill('29-2-2024')
  await own.getByRole('checkbox', { name: 'Nieuwsbrief' }).check()
  await own.getByRole('combobox', { name: 'Termijn' }).click()
  await page.getByRole('option', { name: 'Dertig dagen' }).click()
  await save(page)
  await expect(own.getByText('Hoogstens 2 cijfers achter de komma')).toBeVisible()
  await own.getByRole('textbox', { name: 'Contractwaarde' }).fill('1.234,56')
  await save(page)
  await expect(page.getByRole('button', { name: 'Bewerken' })).toBeVisible()
  for (const shown of ['CN-77/ä', '12', '1.234,56', '29-02-2024', 'Ja', 'Dertig dagen']) {
    await expect(own.getByText(shown, { exact: true })).toBeVisible()
  }
  await expectAccessible(page)

  // Found by its text.
  await page.getByRole('link', { name: 'Bedrijven', exact: true }).first().click()
  await page.getByRole('searchbox').fill('cn-77')
  await expect(page.getByRole('link', { name: company, exact: true })).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(2)

  // Mapped as any other CRM field, and synchronised.
  const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
  const id = await addConnection(api, { name: 'Demo', connector: 'builtin:demo', settings })
  await page.getByRole('link', { name: 'Offerte/Synchroniseren' }).click()
  const summary = page.getByRole('region', { name: 'Demo', exact: true })
  await summary.getByRole('button', { name: 'Toewijzingen' }).click()
  const mappings = page.getByRole('dialog', { name: 'Toewijzingen: Demo' })
  await mappings.getByRole('checkbox', { name: 'Synchroniseer ERP-"Klant" met CRM-"Bedrijf"' }).check()
  await mappings.getByRole('button', { name: 'Naam: ERP → CRM', exact: true }).click()
  await mappings.getByRole('combobox', { name: 'Afdeling: CRM-veld' }).fill('Contractnummer')
  await page.getByRole('option', { name: 'Contractnummer' }).click()
  for (const way of ['ERP → CRM', 'CRM → ERP']) {
    await mappings.getByRole('button', { name: `Afdeling: ${way}`, exact: true }).click()
  }
  await mappings.getByRole('button', { name: 'Gereed' }).click()
  await expect(mappings).toBeHidden()
  await api('PUT', `/connections/${id}/activation`)
  await linkCompany(api, id, company)
  const erp = await openInDemoErp(page, demoErp, company)
  await changeInDemoErp(erp, 'Afdeling', 'Uit het ERP')
  await erp.close()
  await openRecord(page, 'Bedrijven', company)
  await expect(own.getByText('Uit het ERP', { exact: true })).toBeVisible({ timeout: 40_000 })

  // Taken out of use: it says where it stops; the connection cannot be activated with it.
  await openSettings(page, 'Velden')
  await page.getByRole('row', { name: 'Contractnummer' }).click()
  await expect(page.getByRole('row', { name: 'Contractnummer' })).toContainText('Klant: Afdeling')
  await page.getByRole('button', { name: 'Verwijderen', exact: true }).click()
  const question = page.getByRole('dialog', { name: 'Contractnummer verwijderen?' })
  await expect(question.getByText('Het wordt niet meer gesynchroniseerd in:')).toBeVisible()
  await question.getByRole('button', { name: 'Verwijderen', exact: true }).click()
  await expect(page.getByRole('row', { name: 'Contractnummer' })).toBeHidden()
  await api('DELETE', `/connections/${id}/activation`)
  await expect(api('PUT', `/connections/${id}/activation`)).rejects.toThrow(/cannotActivate/)

  // And back, with its value.
  await page.getByRole('checkbox', { name: 'Verwijderd' }).check()
  await page.getByRole('row', { name: 'Contractnummer' }).click()
  await page.getByRole('button', { name: 'Herstellen' }).click()
  await openRecord(page, 'Bedrijven', company)
  await expect(own.getByText('Uit het ERP', { exact: true })).toBeVisible()
  await api('PUT', `/connections/${id}/activation`)

  // A list and an item that are used say where, and are not lost.
  await openSettings(page, 'Lijsten')
  await page.getByRole('row', { name: 'Betaaltermijn' }).click()
  await page.getByRole('button', { name: 'Lijst verwijderen' }).click()
  const refusal = page.getByRole('dialog', { name: 'Betaaltermijn verwijderen?' })
  await refusal.getByRole('button', { name: 'Verwijderen', exact: true }).click()
  await expect(refusal.getByRole('alert')).toContainText('Bedrijf: Termijn')
  await refusal.getByRole('button', { name: 'Annuleren' }).click()
  await items.getByRole('row', { name: 'Dertig dagen' }).click()
  await items.getByRole('button', { name: 'Item verwijderen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Niet meer aanbieden' }).click()
  await expect(items.getByRole('row', { name: 'Dertig dagen' })).toBeHidden()
  await openRecord(page, 'Bedrijven', company)
  await expect(own.getByText('Dertig dagen', { exact: true })).toBeVisible()
})

test.describe('in English', () => {
  test.use({ locale: 'en-GB' })

  test('An own field of projects: Escape asks before closing, and it stands on the card in both languages', async ({
    beheer: page,
  }) => {
    await page.goto(new URL('/settings/fields', page.url()).href)
    await page.getByRole('tab', { name: 'Project' }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Add field to Project' })
    await dialog.getByRole('textbox', { name: 'Name (English)' }).fill('Site manager')
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: 'Changes not saved' })
    await expect(question).toBeVisible()
    await expectAccessible(page)
    await question.getByRole('button', { name: 'Go on editing' }).click()
    await expect(dialog.getByRole('textbox', { name: 'Name (English)' })).toHaveValue('Site manager')
    await dialog.getByRole('textbox', { name: 'Name (Dutch)' }).fill('Uitvoerder')
    await dialog.getByRole('combobox', { name: 'Type' }).click()
    await page.getByRole('option', { name: 'Text', exact: true }).click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'OK', exact: true }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('row', { name: 'Site manager' })).toBeVisible()

    // Nothing typed: nothing to ask.
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()

    await page.goto(new URL('/records/project/new', page.url()).href)
    const own = page.getByRole('region', { name: 'Additional fields' })
    await expect(own.getByRole('textbox', { name: 'Site manager' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: /EN$/ }).click()
    await page.getByRole('menuitem', { name: 'Nederlands' }).click()
    await expect(page.getByRole('textbox', { name: 'Uitvoerder' })).toBeVisible()
  })
})
