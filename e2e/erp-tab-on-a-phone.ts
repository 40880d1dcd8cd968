import { expectAccessible } from './accessibility.ts'
import { linkCompany, synchronise } from './erp-connection.ts'
import { expect } from './installation.ts'
import { inCrm, phoneInErp } from './monitored.ts'
import { connection, test } from './seed-4.ts'
import type { Words } from './seed-4-words.ts'

const company = 'Kaashandel Alkmaar'
const told = {
  'nl-NL': { actions: /^(Filter|Kolommen|Selecties|Exporteren)$/, takeErp: 'Telefoon: ERP kiezen' },
  'en-GB': { actions: /^(Filter|Columns|Selections|Export)$/, takeErp: 'Phone: take ERP' },
} as const

/** A list, a card and a conflict on its ERP tab, on a screen as narrow as a hand. */
export function erpTabOnAPhone(words: Words): void {
  const { actions, takeErp } = told[words.locale]

  test('Op een telefoon ligt op de lijst, de kaart en het tabblad ERP niets buiten het scherm; een conflict wordt bij het veld opgelost', async ({
    beheer: page,
    api,
    connectionId,
    demoErp,
  }) => {
    await synchronise(api, connectionId, 'customer', ['NAME', 'PHONE', 'EMAIL', 'STREETCITY'], 'ask')
    const linked = await linkCompany(api, connectionId, company)
    await api('PUT', '/engine', { running: false, intervalSeconds: 1 })
    await phoneInErp(demoErp, linked, '+31 72 222 22 22')
    await inCrm(api, linked, { phone: '+31 72 111 11 11' })
    await api('PUT', '/engine', { running: true, intervalSeconds: 1 })

    await page.setViewportSize({ width: 390, height: 800 })
    const width = () => page.evaluate('document.documentElement.scrollWidth')
    await expect(page.getByRole('list', { name: words.lists.company })).toContainText(company)
    for (const action of await page.getByRole('button', { name: actions }).all()) {
      await expect(action).toBeInViewport({ ratio: 1 })
    }
    await expect.poll(width).toBe(390)
    await expectAccessible(page)

    await page.getByRole('searchbox').fill(company)
    const found = page.getByRole('list', { name: words.lists.company }).getByRole('link')
    await expect(found).toHaveText([company])
    await found.click()
    await expect(page.getByRole('heading', { name: company })).toBeVisible()
    const tabs = page.getByRole('tab')
    const tops = () =>
      tabs.evaluateAll((all) => new Set(all.map((one) => one.getBoundingClientRect().top)).size)
    await expect(page.getByRole('tab', { name: 'ERP' })).toBeVisible()
    await expect(tabs.last()).toBeInViewport({ ratio: 1 })
    expect(await tops()).toBe(1)
    await page.getByRole('tab', { name: 'ERP' }).click()

    const panel = page.getByRole('region', { name: connection })
    const choice = panel.getByRole('button', { name: takeErp })
    await expect(choice).toBeVisible({ timeout: 60_000 })
    await expect(async () => {
      // What the ERP tells now may appear above it yet.
      await choice.scrollIntoViewIfNeeded()
      await expect(choice).toBeInViewport({ ratio: 1, timeout: 500 })
    }).toPass()
    await expect.poll(width).toBe(390)
    await expectAccessible(page)
    await choice.click()
    await expect(choice).toBeHidden()
    await expect(panel.getByText(words.inSync, { exact: true })).toBeVisible({ timeout: 60_000 })
    await expect(panel.getByText('+31 72 222 22 22')).toBeVisible()
  })
}
