import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import type { Api } from './api.ts'
import { openRecord } from './company-card.ts'
import { activate, addConnection, linkCompany, synchronise } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'
import { type MoodyErp, startMoodyErp } from './moody-erp.ts'
import type { Words } from './seed-4-words.ts'

/** An active connection to the demo ERP that synchronises a few fields of every actor type. */
export const connection = 'Demo-administratie'
export const test = base.extend<object, { connectionId: number; moodyErp: MoodyErp }>({
  moodyErp: [
    async ({ demoErp }, use) => {
      await using moody = await startMoodyErp(demoErp)
      await use(moody)
    },
    { scope: 'worker' },
  ],
  connectionId: [
    async ({ api, moodyErp }, use) => {
      const settings = { url: moodyErp.url, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchronise(api, id, 'customer', ['NAME', 'PHONE', 'EMAIL', 'STREETCITY'])
      await synchronise(api, id, 'supplier', ['NAME', 'PHONE', 'EMAIL', 'STREETCITY'])
      await synchronise(api, id, 'person', ['FIRSTNAME', 'LASTNAME', 'PHONE_DIRECT', 'EMAIL'])
      await synchronise(api, id, 'project', ['NAME', 'ENDDATE'])
      await activate(api, id)
      await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
      await use(id)
    },
    { scope: 'worker', auto: true },
  ],
})

interface Pair {
  readonly recordType: 'company' | 'person' | 'project'
  readonly actorType: 'customer' | 'supplier' | 'person' | 'project'
  readonly title: string
}

const pairs: readonly Pair[] = [
  { recordType: 'company', actorType: 'customer', title: 'Bakkerij De Gouden Korst' },
  { recordType: 'company', actorType: 'supplier', title: 'Cloudhaven Hosting' },
  { recordType: 'person', actorType: 'person', title: 'Ingrid Nørgaard' },
  { recordType: 'project', actorType: 'project', title: 'Nieuw magazijn Venlo' },
]
const employer = 'Østlandet Bygg AS'

/** Verbinding maken met ERP, step by step, in one language. */
export function connectingToErp(words: Words): void {
  test.setTimeout(180_000)
  const dialogOf = (page: Page) => page.getByRole('dialog', { name: words.connectTitle })
  const button = (within: Page | Locator, name: string) => within.getByRole('button', { name, exact: true })

  async function openTab(page: Page, { recordType, title }: Omit<Pair, 'actorType'>): Promise<Locator> {
    await openRecord(page, words.lists[recordType], title)
    await page.getByRole('tab', { name: 'ERP' }).click()
    return page.getByRole('region', { name: connection })
  }

  /** Geavanceerd zoeken: one criterion, filled in by field, comparison and value. */
  async function searchAdvanced(dialog: Locator, { actorType }: Pair): Promise<void> {
    const page = dialog.page()
    const [field, compared, value] = words.criteria[actorType]
    await button(dialog, words.advanced).click()
    const row = dialog.getByRole('group', { name: words.criterion(1) })
    await row.getByRole('combobox', { name: words.field }).fill(field)
    await page.getByRole('option', { name: field, exact: true }).click()
    await row.getByRole('combobox', { name: words.comparison }).click()
    await page.getByRole('option', { name: compared, exact: true }).click()
    const box = row.getByRole('textbox', { name: words.value })
    await box.fill('')
    await box.press('Enter')
    await expect(row.getByText(words.fillIn)).toBeVisible()
    await expectAccessible(page)
    await box.fill(value)
    await box.press('Enter')
  }

  for (const pair of pairs) {
    const { actorType, recordType, title } = pair
    test(`1–10. ${title}: ERP, ${words.edit}, ${words.actorTypes[actorType]}, ${words.search}, selecteren, ${words.connect}, kiezen, ${words.connect}, ${words.save}, ${words.syncNow}; en ${words.disconnect}`, async ({
      beheer: page,
      api,
      connectionId,
    }) => {
      // 1. Ga naar het scherm Bedrijf, Persoon of Project en selecteer het tabblad ERP.
      const panel = await openTab(page, pair)
      await expect(panel).toContainText(words.notLinked)

      // 2. Klik op Bewerken. A person waits for its company.
      await button(page, words.edit).click()
      const type = button(panel, words.actorTypes[actorType])
      if (recordType === 'person') {
        await expect(panel.getByText(words.companyFirst)).toBeVisible()
        await expect(type).toBeDisabled()
        await linkCompany(api, connectionId, employer)
      }

      // 3. Klik op Klant, Leverancier, Persoon of Project.
      await expect(panel.getByText(words.connectTo)).toBeVisible()
      await type.click()

      // 4. Voer de tekst in en klik op Zoeken; of zoek geavanceerd.
      const dialog = dialogOf(page)
      if (recordType === 'person') await dialog.getByRole('checkbox', { name: words.widen }).check()
      const hit = dialog.getByRole('radio', { name: title, exact: true })
      await expect(hit).toBeVisible()
      const box = dialog.getByRole('textbox', { name: words.searchBox })
      await expect(box).toHaveValue(title)
      await box.fill('bestaat nergens')
      await button(dialog, words.search).click()
      await expect(dialog.getByText(words.nothingFound('bestaat nergens'))).toBeVisible()
      await searchAdvanced(dialog, pair)

      // 5–6. Selecteer een item uit de lijst met treffers en klik op Verbinden.
      await expect(button(dialog, words.connect)).toBeDisabled()
      await hit.check()
      await button(dialog, words.connect).click()

      // 7. Als de gegevens van de twee systemen verschillen, selecteer dan de correcte gegevens.
      const values = page.getByRole('dialog', { name: words.valuesTitle })
      await button(values, words.allOfErp).click()
      await expectAccessible(page)

      // 8. Klik op Verbinden: terug op het tabblad ERP, nog niets is definitief.
      await button(values, words.connect).click()
      await expect(panel.getByText(words.notSaved)).toBeVisible()

      // 9. Klik op Opslaan.
      await button(page, words.save).click()
      await expect(panel.getByText(words.inSync, { exact: true })).toBeVisible()

      // 10. Als u wilt, kunt u klikken op Nu synchroniseren.
      await button(panel, words.syncNow).click()
      await expect(panel.getByText(words.nothingChanged)).toBeVisible()
      await expectAccessible(page)

      // Synchronisatie uitschakelen voor deze kaart.
      await button(page, words.edit).click()
      await button(panel, words.disconnect).click()
      await expect(panel.getByText(words.nothingDeleted)).toBeVisible()
      await button(page, words.save).click()
      await expect(panel).toContainText(words.notLinked)
    })
  }

  test('Zonder licentie is er geen tabblad ERP; zonder het recht om te verbinden staat erbij waarom het niet kan', async ({
    browser,
    api,
    koppel,
    connectionId,
  }) => {
    const without = await addUser(api, 'zonder licentie', [])
    const onlooker = await addUser(api, 'kijker', ['erpSync'])
    const rights = (canConnect: boolean) => ({
      kind: 'selected',
      users: [{ id: onlooker.id, canConnect, canCreate: false }],
    })
    await setScope(api, connectionId, rights(false))
    const context = await browser.newContext({ locale: words.locale })
    const page = await context.newPage()
    const record = { recordType: 'company', title: 'Datawijs ICT' } as const

    await signInAs(page, koppel.url, without)
    await openRecord(page, words.lists.company, record.title)
    await expect(page.getByRole('tab', { name: 'Details' })).toBeVisible()
    await expect(page.getByRole('tab', { name: 'ERP' })).toBeHidden()

    await signInAs(page, koppel.url, onlooker)
    const panel = await openTab(page, record)
    await button(page, words.edit).click()
    await button(panel, words.actorTypes.customer).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('radio', { name: record.title }).check()
    await expect(dialog.getByText(words.noRight)).toBeVisible()
    await expect(button(dialog, words.connect)).toBeDisabled()
    await expect(dialog.getByRole('checkbox', { name: words.noMatch })).toBeDisabled()

    await setScope(api, connectionId, { kind: 'everyone' })
    await context.close()
  })

  test('Twee mensen die tegelijk dezelfde klant kiezen: de eerste is verbonden, de tweede leest waarom niet en kiest opnieuw', async ({
    beheer: page,
    koppel,
    connectionId: _,
  }) => {
    const customer = 'Drukkerij Van Loon'
    const other = await page.context().newPage()
    await other.goto(koppel.url)
    const choose = async (by: Page, title: string) => {
      await by.bringToFront()
      const panel = await openTab(by, { recordType: 'company', title })
      await button(by, words.edit).click()
      await button(panel, words.actorTypes.customer).click()
      const dialog = dialogOf(by)
      await dialog.getByRole('textbox', { name: words.searchBox }).fill(customer)
      await button(dialog, words.search).click()
      await dialog.getByRole('radio', { name: customer, exact: true }).check()
      await button(dialog, words.connect).click()
      const values = by.getByRole('dialog', { name: words.valuesTitle })
      await button(values, words.allOfErp).click()
      await button(values, words.connect).click()
      await expect(panel.getByText(words.notSaved)).toBeVisible()
      return panel
    }
    const first = await choose(page, customer)
    const second = await choose(other, 'Hotel Zeezicht')
    await page.bringToFront()
    await button(page, words.save).click()
    await expect(first.getByText(words.inSync, { exact: true })).toBeVisible()
    await other.bringToFront()
    await button(other, words.save).click()
    await expect(second.getByRole('alert')).toContainText(words.takenMeanwhile)
    await expectAccessible(other)
    await button(other, words.cancel).click()
    await expect(second).toContainText(words.notLinked)
    await other.close()
  })

  test('Een ERP dat niet antwoordt, laat niemand wachten: er staat waarop, het kan worden gestopt, en wat het laatst vertelde blijft te zien', async ({
    beheer: page,
    api,
    connectionId,
    moodyErp,
  }) => {
    const company = 'Peeters Metaalwerken'
    await linkCompany(api, connectionId, company)
    const panel = await openTab(page, { recordType: 'company', title: company })
    await expect(panel.getByText(words.liveNow)).toBeVisible()
    await expect(panel.getByText(words.creditLimit)).toBeVisible()
    await api('PUT', '/engine', { running: false, intervalSeconds: 1 })

    moodyErp.mood = 'hangs'
    const other = await openTab(page, { recordType: 'company', title: 'Datawijs ICT' })
    await button(page, words.edit).click()
    await button(other, words.actorTypes.customer).click()
    const dialog = dialogOf(page)
    await expect(dialog.getByText(words.waitingFor(connection))).toBeVisible()
    await button(dialog, words.stopWaiting).click()
    await expect(dialog.getByText(words.notWaited)).toBeVisible()
    await expectAccessible(page)
    moodyErp.mood = 'answers'
    await button(dialog, words.retry).click()
    await expect(dialog.getByRole('radio', { name: 'Datawijs ICT' })).toBeVisible()
    await button(dialog, words.cancel).click()

    moodyErp.mood = 'refuses'
    await page.reload()
    await openTab(page, { recordType: 'company', title: company })
    await expect(panel.getByText(words.liveBefore)).toBeVisible()
    await expect(panel.getByText(words.creditLimit)).toBeVisible()
    await expectAccessible(page)
    moodyErp.mood = 'answers'
    await button(panel, words.retry).click()
    await expect(panel.getByText(words.liveNow)).toBeVisible()
    await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
  })
}

interface Person {
  readonly id: string
  readonly email: string
  readonly password: string
}

async function addUser(api: Api, name: string, licences: readonly string[]): Promise<Person> {
  const email = `${name.replaceAll(' ', '.')}@voorbeeld.example`
  const password = 'nog een heel lang wachtwoord'
  await api('POST', '/users', { name, email, role: 'user', licences, password })
  const users = await api<{ id: string; email: string }[]>('GET', '/users')
  const id = users.find((one) => one.email === email)?.id ?? ''
  return { id, email, password }
}

async function setScope(api: Api, id: number, scope: object): Promise<void> {
  const { version } = await api<{ version: number }>('GET', `/connections/${id}`)
  await api('PATCH', `/connections/${id}`, { version, scope })
}

async function signInAs(page: Page, url: string, { email, password }: Person): Promise<void> {
  const answer = await page.request.post(`${url}/api/v1/auth/sign-in/email`, {
    headers: { origin: url },
    data: { email, password },
  })
  expect(answer.ok()).toBe(true)
  await page.goto(url)
}
