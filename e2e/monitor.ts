import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import type { Api } from './api.ts'
import { addConnection, linkCustomer, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'
import type { MonitorWords } from './monitor-words.ts'

const connection = 'Demo-administratie'
const companies = ['Kaashandel Alkmaar', 'Drukkerij Van Loon', 'Bakkerij De Gouden Korst'] as const

interface Linked {
  readonly recordId: number
  readonly actorKey: string
}

/** Everything the journeys of Bewaking begin with, filled over the API: it is not what they are about. */
export const test = base.extend<object, { linked: readonly Linked[] }>({
  linked: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE'], 'ask')
      const linked: Linked[] = []
      for (const company of companies) linked.push(await link(api, id, company))
      await use(linked)
    },
    { scope: 'worker', auto: true },
  ],
})

async function link(api: Api, connectionId: number, company: string): Promise<Linked> {
  const records = await api<{ rows: readonly { id: number }[] }>(
    'GET',
    `/records/company?q=${encodeURIComponent(company)}`,
  )
  const { hits } = await api<{ hits: readonly { key: string }[] }>(
    'POST',
    `/connections/${connectionId}/actor-searches`,
    { actorType: 'customer', text: company },
  )
  const [record, hit] = [records.rows[0], hits[0]]
  if (!record || !hit) throw new Error(`${company} is not there on both sides`)
  await linkCustomer(api, connectionId, record.id, hit.key)
  return { recordId: record.id, actorKey: hit.key }
}

async function phoneInErp(demoErp: string, { actorKey: key }: Linked, phone: string): Promise<void> {
  const answer = await fetch(`${demoErp}/api/main/actors/customer`, {
    method: 'PATCH',
    headers: {
      authorization: `Basic ${Buffer.from('koppel:demo').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ drafts: [{ key, fields: { PHONE: phone } }], fields: ['PHONE'] }),
  })
  if (!answer.ok) throw new Error(`The demo ERP: ${answer.status} ${await answer.text()}`)
}

async function phoneInCrm(api: Api, { recordId }: Linked, phone: string): Promise<void> {
  const { version } = await api<{ version: number }>('GET', `/records/company/${recordId}`)
  await api('PATCH', `/records/company/${recordId}`, { version, fields: { phone } })
}

const engine = (api: Api, running: boolean) => api('PUT', '/engine', { running, intervalSeconds: 1 })

/** How many rows such a list has; polled until the sync has done what it should. */
const waiting = (api: Api, list: 'conflicts' | 'field-errors', count: number) =>
  expect
    .poll(async () => (await api<{ total: number }>('GET', `/${list}`)).total, { timeout: 60_000 })
    .toBe(count)

/** Bewaking, view by view, in one language. */
export function monitoring(words: MonitorWords): void {
  const [cheese, printer, bakery] = companies
  const row = (page: Page, ...parts: readonly string[]) =>
    page.getByRole('row', { name: new RegExp(parts.join('.*')) })
  const tab = (page: Page, name: string) => page.getByRole('tab', { name })

  async function openMonitor(page: Page, view: string): Promise<void> {
    await page.goto(new URL(`/settings/quote-sync?tab=monitor&view=${view}`, page.url()).href)
  }

  test('Conflicten, uitvoeringen, veldfouten en kaarten: wat wacht wordt geteld, verklaard en opgelost', async ({
    beheer: page,
    api,
    demoErp,
    linked: [first, second, third],
  }) => {
    test.slow()
    if (!first || !second || !third) throw new Error('Three companies are linked')
    await engine(api, false)
    await phoneInErp(demoErp, first, '+31 72 222 22 22')
    await phoneInCrm(api, first, '+31 72 111 11 11')
    await phoneInErp(demoErp, second, '+31 13 222 22 22')
    await phoneInCrm(api, second, '+31 13 111 11 11')
    // Longer than the ERP's field.
    await phoneInCrm(api, third, '0123456789 0123456789 0123456789 0123456789')
    await engine(api, true)
    await waiting(api, 'conflicts', 2)
    await waiting(api, 'field-errors', 1)

    // Conflicten: elk naar een andere kant.
    await openMonitor(page, 'conflicts')
    await expect(tab(page, `${words.conflicts} 2`)).toBeVisible()
    await expect(tab(page, `${words.fieldErrors} 1`)).toBeVisible()
    await expectAccessible(page)
    await row(page, cheese, '222 22 22').getByRole('button', { name: words.takeErp }).click()
    await expect(row(page, cheese, '222 22 22')).toBeHidden()
    await row(page, printer, '222 22 22').getByRole('button', { name: words.takeCrm }).click()
    await expect(page.getByText(words.noConflicts)).toBeVisible()

    // Uitvoeringen: de ronde die het vroeg, en wat haar getallen betekenen.
    await tab(page, words.runs).click()
    await page.getByRole('combobox', { name: words.kind }).click()
    await page.getByRole('option', { name: words.pass, exact: true }).click()
    await expect(row(page, words.pass).first()).toBeVisible()
    await page.getByRole('columnheader', { name: words.conflicts }).getByRole('button').hover()
    await expect(page.getByRole('tooltip', { name: words.means })).toBeVisible()
    await expectAccessible(page)

    // Veldfouten: naar het veld dat niet past, en na het korten is het weg.
    await tab(page, words.fieldErrors).click()
    await expect(row(page, bakery, words.telephone)).toBeVisible()
    await expectAccessible(page)
    await phoneInCrm(api, third, '+31 23 333 33 33')
    await expect(row(page, bakery, words.telephone)).toBeHidden()

    await tab(page, words.putAside).click()
    await expect(page.getByText(words.nothingPutAside)).toBeVisible()
    await expectAccessible(page)
    await tab(page, words.records).click()
    await row(page, printer).getByRole('button', { name: words.why }).click()
    await expect(page.getByRole('dialog').getByText(printer)).toBeVisible()
    await expectAccessible(page)

    // Op een telefoon ligt niets buiten het scherm.
    await page.getByRole('dialog').getByRole('button', { name: words.close }).click()
    await page.setViewportSize({ width: 390, height: 800 })
    const why = row(page, printer).getByRole('button', { name: words.why })
    await why.scrollIntoViewIfNeeded()
    await expect(why).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })

  test('Veldlogboek, uitvoering, ongedaan maken, vergelijking en herstel', async ({
    beheer: page,
    api,
    demoErp,
    linked: [first],
  }) => {
    test.slow()
    if (!first) throw new Error('A company is linked')
    await engine(api, true)
    await phoneInErp(demoErp, first, '+31 72 444 44 44')
    await expect
      .poll(async () => (await api<{ rows: unknown[] }>('GET', '/sync-log?text=444%2044')).rows.length)
      .toBe(1)

    // Veldlogboek: zoeken, een filter erbij, en als bestand meenemen.
    await openMonitor(page, 'log')
    const moved = row(page, cheese, words.telephone, '444 44 44')
    await expect(moved).toBeVisible()
    await page.getByRole('textbox', { name: words.contains }).fill('444 44')
    await page.getByRole('textbox', { name: words.contains }).press('Enter')
    await expect(page).toHaveURL(/text=444/)
    await page.getByRole('combobox', { name: words.direction }).click()
    await page.getByRole('option', { name: words.toCrm }).click()
    await expect(page).toHaveURL(/direction=toCrm/)
    await expect(moved).toBeVisible()
    await expectAccessible(page)
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: words.export }).click()
    const [head = '', line = '', ...rest] = (await readFile(await (await downloading).path(), 'utf8')).split(
      '\r\n',
    )
    expect(head).toContain(words.heads)
    expect(line).toContain(cheese)
    expect(line).toContain('+31 72 444 44 44')
    expect(rest).toEqual([''])

    // De uitvoering wordt ongedaan gemaakt.
    await moved.getByRole('link', { name: words.run }).click()
    await expect(page.getByRole('heading', { name: words.run })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: words.undo, exact: true }).first().click()
    const question = page.getByRole('dialog', { name: words.undoQuestion })
    await expectAccessible(page)
    await question.getByRole('button', { name: words.undo }).click()
    const report = page.getByRole('table', { name: words.undone })
    await expect(report.getByRole('row', { name: new RegExp(`${cheese}.*${words.putBack}`) })).toBeVisible()
    await expectAccessible(page)

    // De vergelijking toont het verschil; het ERP geldt.
    await openMonitor(page, 'comparison')
    await page.getByRole('button', { name: words.compareNow }).click()
    const difference = row(page, cheese, words.telephone, words.deliberate)
    await expect(difference).toBeVisible({ timeout: 60_000 })
    await expectAccessible(page)
    await difference.getByRole('checkbox').check()
    await page.getByRole('button', { name: words.repair }).click()
    const repair = page.getByRole('dialog', { name: words.repairing })
    await repair.getByRole('radio', { name: words.erpForAll }).check()
    await expectAccessible(page)
    await repair.getByRole('button', { name: words.repair }).click()
    await expect(repair.getByRole('status')).toContainText(words.done, { timeout: 60_000 })
    await repair.getByRole('button', { name: words.close }).last().click()
    await expect(difference).toContainText(words.repaired)

    await openMonitor(page, 'longWork')
    await expect(page.getByRole('region', { name: words.longWorkOf })).toContainText(words.done)
    await expectAccessible(page)
  })
}
