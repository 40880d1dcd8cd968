import { expect, type Locator, type Page } from '@playwright/test'
import { dutch, type Words } from './seed-2-words.ts'

/** Opens Offerte/Synchroniseren → Synchroniseren. */
export async function openSynchronise(page: Page, words: Words = dutch): Promise<void> {
  await page.getByRole('link', { name: words.quoteSync }).click()
  await page.getByRole('tab', { name: words.sync, exact: true }).click()
  await expect(page.getByRole('heading', { name: words.connections, exact: true })).toBeVisible()
}

/** Clicks Toevoegen and chooses name and connector; the dialog. */
export async function defineConnection(
  page: Page,
  name: string,
  connector: RegExp,
  words: Words = dutch,
): Promise<Locator> {
  await page.getByRole('region', { name: words.connections }).getByRole('button', { name: words.add }).click()
  const dialog = page.getByRole('dialog', { name: words.define })
  await dialog.getByRole('textbox', { name: words.name }).fill(name)
  await choose(dialog, 'ERP Sync Connector', connector)
  return dialog
}

/** Picks an item of a list field. */
export async function choose(within: Locator, field: string, item: string | RegExp): Promise<void> {
  await within.getByRole('combobox', { name: field }).click()
  await within.page().getByRole('option', { name: item, exact: true }).click()
}

/** Gives one ERP field its directions on the open Toewijzingen dialog. */
export async function setDirections(
  dialog: Locator,
  field: string,
  directions: '<' | '>' | '<>',
): Promise<void> {
  if (directions !== '>')
    await dialog.getByRole('button', { name: `${field}: CRM → ERP`, exact: true }).click()
  if (directions !== '<')
    await dialog.getByRole('button', { name: `${field}: ERP → CRM`, exact: true }).click()
}
