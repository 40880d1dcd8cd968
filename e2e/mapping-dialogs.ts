import { expect, type Locator, type Page } from '@playwright/test'
import type { Api } from './api.ts'
import type { Words } from './seed-1-words.ts'

/** Opens Offerte/Synchroniseren → Synchroniseren, selects a connection and clicks one of its buttons; the dialog. */
export async function openOf(page: Page, words: Words, connection: string, button: string): Promise<Locator> {
  await page.getByRole('link', { name: words.quoteSync }).click()
  // Not of the list that one comes from, on which it may stand as well.
  await page
    .getByRole('region', { name: words.connections })
    .getByRole('row', { name: new RegExp(connection) })
    .first()
    .click()
  await page.getByRole('region', { name: connection }).getByRole('button', { name: button }).click()
  return page.getByRole('dialog', { name: `${button}: ${connection}` })
}

/** One arrow of a field on the open Toewijzingen dialog. */
export function arrow(dialog: Locator, field: string, way: '<' | '>'): Locator {
  const name = way === '>' ? `${field}: ERP → CRM` : `${field}: CRM → ERP`
  return dialog.getByRole('button', { name, exact: true })
}

/** Picks the CRM field of an ERP field, or the CRM item of an ERP item. */
export async function pick(dialog: Locator, name: string, item: string): Promise<void> {
  await dialog.getByRole('combobox', { name, exact: true }).click()
  await dialog.page().getByRole('option', { name: item, exact: true }).click()
}

/** The arrow is grey; pointing at it and reaching it by keyboard both say why, and so does a screen reader. */
export async function expectGrey(grey: Locator, why: RegExp): Promise<void> {
  const page = grey.page()
  await expect(grey).toBeDisabled()
  await expect(grey).toHaveAttribute('aria-description', why)
  await grey.hover()
  await expect(page.getByRole('tooltip', { name: why })).toBeVisible()
  await page.mouse.move(0, 0)
  await expect(page.getByRole('tooltip', { name: why })).toBeHidden()
  // Reached with the keyboard, not by a script.
  await grey.focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  await expect(grey).toBeFocused()
  // The one of the arrow beside it is gone by then.
  await expect(page.getByRole('tooltip')).toHaveCount(1)
  await expect(page.getByRole('tooltip', { name: why })).toBeVisible()
  await grey.blur()
}

/** Maps fields of customers as somebody else would, past the screen. */
export async function mapCustomers(
  api: Api,
  id: number,
  change: Readonly<Record<string, object>>,
): Promise<void> {
  type Mapped = { actorType: string; version: number; enabled: boolean; fields: { key: string }[] }
  const [mapping] = await api<Mapped[]>('GET', `/connections/${id}/mappings`)
  if (!mapping) throw new Error('The connection has no customers')
  const { version, enabled } = mapping
  const fields = mapping.fields
    .filter(({ key }) => key in change)
    .map((field) => ({ ...field, ...change[field.key] }))
  await api('PUT', `/connections/${id}/mappings/customer`, { version, enabled, fields })
}
