import type { Api } from './api.ts'
import { addConnection, synchroniseCustomers } from './erp-connection.ts'
import { test as base, expect } from './installation.ts'
import { type MoodyErp, startMoodyErp } from './moody-erp.ts'

// Bewaking: een uitvoering die lang duurt, zegt zonder vernieuwen hoe ver zij is.

const connection = 'Demo-administratie'
/** More than twice what is read at once. */
const many = 2_050

const test = base.extend<object, { moody: MoodyErp; links: number }>({
  moody: [
    async ({ demoErp }, use) => {
      await using moody = await startMoodyErp(demoErp)
      await use(moody)
    },
    { scope: 'worker' },
  ],
  links: [
    async ({ api, demoErp, moody }, use) => {
      await makeCustomers(demoErp)
      const settings = { url: moody.url, user: 'koppel', password: 'demo', administration: 'main' }
      const id = await addConnection(api, { name: connection, connector: 'builtin:demo', settings })
      await synchroniseCustomers(api, id, ['NAME', 'PHONE'])
      await api('PUT', '/engine', { running: true, intervalSeconds: 1 })
      await use(await importAll(api, id))
    },
    { scope: 'worker', timeout: 240_000 },
  ],
})
test.use({ occasion: 'uitvoering telt door' })
test.setTimeout(180_000)

async function makeCustomers(demoErp: string): Promise<void> {
  for (let from = 0; from < many; from += 1_000) {
    const count = Math.min(1_000, many - from)
    const drafts = Array.from({ length: count }, (_, n) => ({
      id: `veel-${from + n}`,
      fields: { NAME: `Afnemer ${from + n}`, PHONE: `038 42${10_000 + from + n}` },
    }))
    const answer = await fetch(`${demoErp}/api/main/actors/customer`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('koppel:demo').toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ drafts, fields: ['NAME'] }),
    })
    if (!answer.ok) throw new Error(`The demo ERP: ${answer.status} ${await answer.text()}`)
  }
}

/** Imports all customers over the API: it is not what the journey is about. Answers how many are linked. */
async function importAll(api: Api, connectionId: number): Promise<number> {
  const { id } = await api<{ id: number }>('POST', '/imports', { connectionId, actorType: 'customer' })
  const idle = () =>
    expect
      .poll(async () => (await api<{ work: unknown }>('GET', `/imports/${id}`)).work, { timeout: 120_000 })
      .toBeNull()
  await api('POST', `/imports/${id}/collections`, { text: '', criteria: [] })
  await idle()
  await api('POST', `/imports/${id}/previews`, { anew: false })
  await idle()
  await api('PUT', `/imports/${id}/state`, { state: 'started' })
  await idle()
  const { links } = await api<{ links: number }>('GET', `/connections/${connectionId}`)
  return links
}

test('De rij van een uitvoering telt door terwijl het ERP op zich laat wachten, zonder het scherm te vernieuwen', async ({
  beheer: page,
  api,
  moody,
  links,
}) => {
  expect(links).toBeGreaterThanOrEqual(many)
  const number = (count: number) => new Intl.NumberFormat('nl-NL').format(count)
  await page.goto(
    new URL('/settings/quote-sync?tab=monitor&view=runs&quiet=shown&kind=resyncToCrm', page.url()).href,
  )
  await expect(page.getByText('Nog niets uitgevoerd')).toBeVisible()

  const reads = moody.holdBack(/\/read$/)
  const [one] = await api<readonly { id: number }[]>('GET', '/connections')
  await api('POST', `/connections/${one?.id}/resyncs`, { target: 'crm' })
  const row = page.getByRole('row', { name: /Opnieuw vanuit ERP/ })
  await expect(row).toContainText(`0 van ${number(links)}`, { timeout: 60_000 })

  await reads.letOneThrough()
  await expect(row).toContainText(`1.000 van ${number(links)}`, { timeout: 60_000 })
  await expect(row.getByRole('progressbar', { name: 'Voortgang' })).toBeVisible()
  await reads.letOneThrough()
  await expect(row).toContainText(`2.000 van ${number(links)}`, { timeout: 60_000 })
  reads.letAllThrough()
  await expect(row).toContainText('Klaar', { timeout: 60_000 })
  await expect(row).toContainText(number(links))
})
