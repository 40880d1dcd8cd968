import { expect, type Page } from '@playwright/test'

/** A page of the demo ERP itself, with one customer open; the page it was asked from is in front again. */
export async function openInDemoErp(page: Page, demoErp: string, customer: string): Promise<Page> {
  const erp = await page.context().newPage()
  await erp.goto(demoErp)
  await erp.getByRole('searchbox').fill(customer)
  await erp.getByRole('button', { name: customer }).click()
  await expect(erp.getByRole('heading', { name: customer })).toBeVisible()
  await page.bringToFront()
  return erp
}

/** Fills in one field of the open customer and saves it. */
export async function changeInDemoErp(erp: Page, field: string, value: string): Promise<void> {
  await erp.getByLabel(field, { exact: true }).fill(value)
  await erp.getByRole('button', { name: 'Opslaan' }).click()
  await expect(erp.getByText('Opgeslagen.')).toBeVisible()
}
