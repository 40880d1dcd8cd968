import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import type { Api } from './api.ts'
import { addConnection, linkCustomer, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'

const connection = 'Demo-administratie'
const test = base.extend<object, { customers: Customers }>({
  customers: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE'])
      const search = { actorType: 'customer', text: '' }
      const found = await api<{ hits: { key: string }[] }>(
        'POST',
        `/connections/${id}/actor-searches`,
        search,
      )
      const keys = found.hits.map(({ key }) => key)
      await use({
        link: async (companyId) => await linkCustomer(api, id, companyId, keys.pop() ?? '', 'crm'),
      })
    },
    { scope: 'worker' },
  ],
})
test.use({ occasion: 'kaarten' })

/** Links a company to a customer of the ERP that is free, and tells it what the company has. */
interface Customers {
  readonly link: (companyId: number) => Promise<number>
}

// Cards: history, doubles, deleting and restoring, merging. One journey, in both languages.

const nl = {
  language: 'nl',
  edit: 'Bewerken',
  save: 'Opslaan',
  add: 'Toevoegen',
  name: 'Naam',
  phone: 'Telefoon',
  history: 'Geschiedenis',
  changed: 'Administrator heeft gewijzigd',
  added: 'Administrator heeft dit toegevoegd',
  onlyField: 'Alleen dit veld',
  more: 'Meer',
  delete: 'Verwijderen',
  stays: '1 persoon van dit bedrijf blijft staan.',
  deleted: 'is verwijderd',
  undo: 'Ongedaan maken',
  restored: 'is hersteld',
  inBin: /Deze kaart is verwijderd op/,
  restore: 'Herstellen',
  double: 'Bestaat dit al?',
  sameVat: 'zelfde btw-nummer',
  vat: 'Btw-nummer',
  newCompany: 'Nieuw bedrijf',
  leave: 'Wijzigingen niet opgeslagen',
  goOn: 'Verder bewerken',
  discard: 'Niet opslaan',
  tooLong: /Hoogstens 50 tekens; dit zijn er 60/,
  merge: 'Samenvoegen',
  likely: 'Lijkt hetzelfde',
  choose: (title: string) => `${title} kiezen`,
  comesAlong: '1 persoon gaat mee.',
  merged: 'is samengevoegd',
  undone: 'Het samenvoegen is ongedaan gemaakt',
  mergedWith: (title: string) => `Administrator heeft ${title} hiermee samengevoegd`,
  undoMerge: 'Samenvoegen ongedaan maken',
  persons: 'Personen',
  whichLink: 'Welke verbinding blijft?',
  linkedTo: (title: string) => `verbonden met ${title}`,
}

const en: typeof nl = {
  language: 'en',
  edit: 'Edit',
  save: 'Save',
  add: 'Add',
  name: 'Name',
  phone: 'Phone',
  history: 'History',
  changed: 'Administrator changed',
  added: 'Administrator added this',
  onlyField: 'Only this field',
  more: 'More',
  delete: 'Delete',
  stays: '1 contact of this company stays.',
  deleted: 'was deleted',
  undo: 'Undo',
  restored: 'was restored',
  inBin: /This record was deleted on/,
  restore: 'Restore',
  double: 'Is this here already?',
  sameVat: 'same VAT number',
  vat: 'VAT number',
  newCompany: 'New company',
  leave: 'Changes not saved',
  goOn: 'Go on editing',
  discard: 'Do not save',
  tooLong: /At most 50 characters; these are 60/,
  merge: 'Merge',
  likely: 'Looks the same',
  choose: (title) => `Choose ${title}`,
  comesAlong: '1 contact comes along.',
  merged: 'was merged',
  undone: 'The merge was undone',
  mergedWith: (title) => `Administrator merged ${title} into this`,
  undoMerge: 'Undo merge',
  persons: 'Contacts',
  whichLink: 'Which link stays?',
  linkedTo: (title) => `linked to ${title}`,
}

interface Tab {
  readonly connections: readonly { readonly link: { readonly id: number } | null }[]
}

/** The link of a company in the one connection there is. */
async function linkOf(api: Api, id: number): Promise<number | undefined> {
  return (await api<Tab>('GET', `/records/company/${id}/erp`)).connections[0]?.link?.id
}

async function company(api: Api, fields: object): Promise<number> {
  return (await api<{ id: number }>('POST', '/records/company', { fields })).id
}

for (const words of [nl, en]) {
  const { language } = words

  test.describe(`cards (${language})`, () => {
    test.use({ locale: language === 'nl' ? 'nl-NL' : 'en-GB' })

    const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
    const open = async (page: Page, url: string, id: number, tab = '') => {
      await page.goto(`${url}/records/company/${id}${tab}`)
    }

    test('who changed what is told on the card, of all fields or of one', async ({
      beheer: page,
      koppel,
      api,
    }) => {
      const id = await company(api, { name: `Tijdlijn ${language}` })
      await open(page, koppel.url, id)
      await page.getByRole('button', { name: words.edit }).click()
      await field(page, words.phone).fill('020 1234567')
      await field(page, 'Fax').fill('1')
      await page.keyboard.press('Control+s')
      await expect(page.getByRole('button', { name: words.edit })).toBeVisible()

      await page.getByRole('tab', { name: words.history }).click()
      const entries = page.getByRole('list', { name: words.history }).locator(':scope > li')
      await expect(entries).toHaveCount(2)
      await expect(entries.first()).toContainText(words.changed)
      await expect(entries.first()).toContainText(`${words.phone} 020 1234567`)
      await expect(entries.last()).toContainText(words.added)
      await expectAccessible(page)

      await page.getByRole('combobox', { name: words.onlyField }).click()
      await page.getByRole('option', { name: 'Fax' }).click()
      await expect(entries).toHaveCount(1)
      await expect(entries.first()).not.toContainText('020 1234567')
    })

    test('what does not fit is said while it is typed; Escape asks before it throws away', async ({
      beheer: page,
      koppel,
      api,
    }) => {
      const id = await company(api, { name: `Toetsen ${language}` })
      await open(page, koppel.url, id)
      await page.getByRole('button', { name: words.edit }).click()
      await field(page, words.phone).fill('1'.repeat(60))
      await expect(page.getByText(words.tooLong)).toBeVisible()
      await field(page, words.phone).fill('1')
      await expect(page.getByText(words.tooLong)).toBeHidden()

      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog', { name: words.leave })).toBeVisible()
      await page.getByRole('button', { name: words.goOn }).click()
      await expect(page.getByRole('dialog')).toBeHidden()
      await expect(field(page, words.phone)).toHaveValue('1')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: words.discard }).click()
      await expect(page.getByRole('button', { name: words.edit })).toBeFocused()
    })

    test('a double is pointed out while a company is typed, and never stands in the way', async ({
      beheer: page,
      koppel,
      api,
    }) => {
      const vatNo = language === 'nl' ? 'NL 8012.34.567.B01' : 'NL 8112.34.567.B01'
      await company(api, { name: `Dubbelganger ${language} B.V.`, vatNo })
      await page.goto(`${koppel.url}/records/company/new`)
      await expect(page.getByRole('heading', { name: words.newCompany })).toBeVisible()
      await field(page, words.name).fill(`Heel anders ${language}`)
      await field(page, words.vat).fill(vatNo.replaceAll(/[ .]|NL/g, ''))

      const warning = page.getByRole('alert').filter({ hasText: words.double })
      await expect(warning.getByRole('link', { name: `Dubbelganger ${language} B.V.` })).toBeVisible()
      await expect(warning).toContainText(words.sameVat)
      await expectAccessible(page)
      await page.getByRole('button', { name: words.save }).click()
      await expect(page.getByRole('heading', { name: `Heel anders ${language}` })).toBeVisible()
    })

    test('a deleted record says first what stays, comes back by one button, and is shown in the bin', async ({
      beheer: page,
      koppel,
      api,
    }) => {
      const id = await company(api, { name: `Weg ${language}` })
      await api('POST', '/records/person', { fields: { lastName: 'Blijver' }, companyId: id })
      const remove = async () => {
        await page.getByRole('button', { name: words.more, exact: true }).click()
        await page.getByRole('menuitem', { name: words.delete }).click()
        const dialog = page.getByRole('dialog')
        await expect(dialog).toContainText(words.stays)
        await expectAccessible(page)
        await dialog.getByRole('button', { name: words.delete }).click()
        await expect(page.getByText(`Weg ${language} ${words.deleted}`)).toBeVisible()
      }
      await open(page, koppel.url, id)
      await remove()
      await page.getByRole('button', { name: words.undo }).click()
      await expect(page.getByText(`Weg ${language} ${words.restored}`)).toBeVisible()

      await open(page, koppel.url, id)
      await remove()
      await open(page, koppel.url, id)
      await expect(page.getByText(words.inBin)).toBeVisible()
      await expect(page.getByRole('button', { name: words.edit })).toBeHidden()
      await expectAccessible(page)
      await page.getByRole('button', { name: words.restore }).click()
      await expect(page.getByRole('button', { name: words.edit })).toBeVisible()
    })

    test('two cards become one with the values and the link that are chosen, and two again', async ({
      beheer: page,
      koppel,
      api,
      customers,
    }) => {
      const [stays, goes] = [`Samen ${language} B.V.`, `Samen ${language}`]
      const id = await company(api, { name: stays, phone: '111' })
      const otherId = await company(api, { name: goes, phone: '222', fax: '333' })
      await api('POST', '/records/person', { fields: { lastName: `Mee ${language}` }, companyId: otherId })
      const links = [await customers.link(id), await customers.link(otherId)]
      await open(page, koppel.url, id)
      await page.getByRole('button', { name: words.more, exact: true }).click()
      await page.getByRole('menuitem', { name: words.merge }).click()
      await expect(page.getByRole('region', { name: words.likely })).toContainText(goes)
      await expectAccessible(page)
      await page.getByRole('button', { name: words.choose(goes), exact: true }).click()

      const phone = page.getByRole('group', { name: words.phone, exact: true })
      await expect(phone.getByRole('radio', { name: '111' })).toBeChecked()
      await phone.getByRole('radio', { name: '222' }).check()
      await expect(page.getByRole('group', { name: 'Fax' }).getByRole('radio', { name: '333' })).toBeChecked()
      await expect(page.getByText(words.comesAlong)).toBeVisible()
      const merge = page.getByRole('button', { name: words.merge, exact: true })
      await expect(merge).toBeDisabled()
      const clash = page.getByRole('region', { name: words.whichLink })
      await expect(clash.getByRole('radiogroup', { name: connection })).toContainText(words.linkedTo(stays))
      await clash.getByRole('radio', { name: `${goes} (` }).check()
      await expectAccessible(page)
      await merge.click()
      await expect(page.getByText(`${goes} ${words.merged}`)).toBeVisible()
      await expect(page.getByRole('link', { name: '222' })).toBeVisible()
      expect(await linkOf(api, id)).toBe(links[1])

      await page.getByRole('tab', { name: words.history }).click()
      await expect(page.getByText(words.mergedWith(goes))).toBeVisible()
      await page.getByRole('tab', { name: words.persons }).click()
      await expect(page.getByRole('link', { name: `Mee ${language}` })).toBeVisible()

      await open(page, koppel.url, otherId)
      await expect(page.getByRole('link', { name: stays })).toBeVisible()
      await page.getByRole('button', { name: words.undoMerge }).click()
      await expect(page.getByText(words.undone)).toBeVisible()
      expect([await linkOf(api, id), await linkOf(api, otherId)]).toEqual(links)
      await expect(page.getByRole('button', { name: words.edit })).toBeVisible()
    })
  })
}
