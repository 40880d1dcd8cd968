import { expect, type Locator, type Page } from '@playwright/test'

/** Opens the card of a record from its list. */
export async function openRecord(page: Page, list: string, title: string): Promise<void> {
  await page.getByRole('link', { name: list, exact: true }).first().click()
  await page.getByRole('searchbox').fill(title)
  await page.getByRole('link', { name: title, exact: true }).click()
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
}

/** Clicks Bewerken on the card and fills in fields; nothing is saved yet. */
export async function editRecord(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('button', { name: 'Bewerken' }).click()
  for (const [label, value] of Object.entries(values)) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(value)
  }
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Opslaan' }).click()
}

/** Opens the ERP tab of a company; the panel of one connection. */
export async function openErpTab(page: Page, company: string, connection: string): Promise<Locator> {
  await openRecord(page, 'Bedrijven', company)
  await page.getByRole('tab', { name: 'ERP' }).click()
  return page.getByRole('region', { name: connection })
}
