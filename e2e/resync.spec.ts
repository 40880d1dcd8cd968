import { expectAccessible } from './accessibility.ts'
import type { Api } from './api.ts'
import { openSynchronise } from './connection-form.ts'
import { changeInDemoErp, openInDemoErp } from './demo-erp-page.ts'
import { addConnection, linkCustomer, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'

// Opnieuw synchroniseren vanuit ERP: eerst zien wat er gebeurt, dan pas Ja.

const company = 'Bakkerij De Gouden Korst'
const test = base.extend<object, { linkId: number }>({
  linkId: [
    async ({ api, demoErp }, use) => {
      const settings = { url: demoErp, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: 'Demo-administratie', connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE', 'EMAIL'])
      await askWhoWins(api, id, 'PHONE')
      await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
      await use(await link(api, id))
    },
    { scope: 'worker', auto: true },
  ],
})
test.use({ occasion: 'resync' })

async function askWhoWins(api: Api, id: number, key: string): Promise<void> {
  interface Field {
    readonly key: string
  }
  const mappings = await api<{ actorType: string; version: number; fields: Field[] }[]>(
    'GET',
    `/connections/${id}/mappings`,
  )
  const mapping = mappings.find(({ actorType }) => actorType === 'customer')
  const fields = mapping?.fields
    .filter((field) => field.key === key)
    .map((field) => ({ ...field, conflictRule: 'ask' }))
  await api('PUT', `/connections/${id}/mappings/customer`, {
    version: mapping?.version,
    enabled: true,
    fields,
  })
}

async function link(api: Api, connectionId: number): Promise<number> {
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
  return await linkCustomer(api, connectionId, record.id, hit.key)
}

test('Opnieuw synchroniseren vanuit ERP: een voorbeeld, het aantal, Ja, en het CRM heeft de waarden van het ERP', async ({
  beheer: page,
  api,
  demoErp,
  linkId,
}) => {
  // Beide kanten wijzigen hetzelfde veld: een conflict, waarover iemand moet beslissen.
  await api('PUT', '/engine', { running: false, intervalSeconds: 1 })
  const erp = await openInDemoErp(page, demoErp, company)
  await changeInDemoErp(erp, 'Telefoon', '020 222 22 22')
  const { rows } = await api<{ rows: readonly { id: number }[] }>(
    'GET',
    `/records/company?q=${encodeURIComponent(company)}`,
  )
  const record = await api<{ version: number }>('GET', `/records/company/${rows[0]?.id}`)
  await api('PATCH', `/records/company/${rows[0]?.id}`, {
    version: record.version,
    fields: { phone: '020 333 33 33' },
  })
  await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
  await expect
    .poll(async () => (await api<{ total: number }>('GET', `/conflicts?linkId=${linkId}`)).total, {
      timeout: 60_000,
    })
    .toBe(1)

  await openSynchronise(page)
  await page.getByRole('button', { name: 'Opnieuw synchroniseren vanuit ERP' }).click()
  const dialog = page.getByRole('dialog', { name: /^Opnieuw synchroniseren vanuit ERP/ })
  await expect(dialog).toContainText('1 kaart wordt opnieuw gesynchroniseerd.')
  await expectAccessible(page)

  await dialog.getByRole('button', { name: 'Voorbeeld' }).click()
  await expect(dialog).toContainText('1 kaart wijzigt in CRM')
  await dialog.getByRole('button', { name: /Telefoon/ }).click()
  await expect(dialog.getByRole('table')).toContainText('020 333 33 33')
  await expect(dialog.getByRole('table')).toContainText('CRM: 020 222 22 22')
  await expectAccessible(page)

  await dialog.getByRole('button', { name: 'Ja' }).click()
  await expect(dialog).toContainText('1 kaart gewijzigd in CRM')
  await expect(dialog.getByRole('status')).toContainText('Klaar')
  expect((await api<{ total: number }>('GET', `/conflicts?linkId=${linkId}`)).total).toBe(0)

  await dialog.getByRole('link', { name: 'De waarden bekijken' }).click()
  await expect(page.getByText('Opnieuw gesynchroniseerd')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('020 333 33 33')

  await openSynchronise(page)
  await page.getByRole('tab', { name: 'Bewaking' }).click()
  await page.getByRole('tab', { name: 'Langlopend werk' }).click()
  await expect(page.getByRole('region', { name: 'Opnieuw vanuit ERP: Demo-administratie' })).toContainText(
    'Klaar',
  )
  await expectAccessible(page)
})

test('Opnieuw synchroniseren vanuit CRM: afbreken zolang het wacht, en daarna alsnog', async ({
  beheer: page,
  api,
}) => {
  await api('PUT', '/engine', { running: false, intervalSeconds: 1 })
  await openSynchronise(page)
  const open = async () => {
    const region = page.getByRole('region', { name: 'Demo-administratie' })
    await region.getByRole('button', { name: 'Opnieuw synchroniseren vanuit CRM' }).click()
    return page.getByRole('dialog', { name: /^Opnieuw synchroniseren vanuit CRM/ })
  }
  const dialog = await open()
  await expect(dialog).toContainText('1 kaart wordt opnieuw gesynchroniseerd.')
  await dialog.getByRole('button', { name: 'Ja' }).click()
  await expect(dialog.getByRole('status')).toContainText('Wacht')
  await dialog.getByRole('button', { name: 'Afbreken' }).click()
  await expect(dialog.getByRole('status')).toContainText('Gestopt')
  await expect(dialog.getByRole('button', { name: 'Afbreken' })).toBeHidden()
  await dialog.getByRole('button', { name: 'Sluiten' }).last().click()

  await open()
  await dialog.getByRole('button', { name: 'Ja' }).click()
  await expect(dialog.getByRole('status')).toContainText('Wacht')
  await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
  await expect(dialog.getByRole('status')).toContainText('Klaar', { timeout: 60_000 })

  // Wie weet dat de database is teruggezet, laat eerst vergelijken.
  await dialog.getByRole('button', { name: 'Sluiten' }).last().click()
  await page.getByRole('button', { name: 'Database is teruggezet' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Alle verbindingen eerst vergelijken' }).click()
  await expect(page.getByText('Alle verbindingen worden eerst vergeleken')).toBeVisible()
})
