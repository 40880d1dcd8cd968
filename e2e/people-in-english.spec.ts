import { expectAccessible } from './accessibility.ts'
import { codeOf } from './authenticator.ts'
import { expect, test } from './installation.ts'

// Gebruikers, Audit and Mijn account in English; gebruikers.spec.ts goes further, in Dutch.

test.use({ occasion: 'people in English', locale: 'en-GB' })

test('Somebody is invited, put in a group and given an API key; the audit tells each by name, and which key', async ({
  beheer: page,
  koppel,
}) => {
  test.slow()
  const dialog = page.getByRole('dialog')
  await page.goto(`${koppel.url}/settings/users`)
  await page.getByRole('button', { name: 'Invite user' }).click()
  await dialog.getByLabel('Name').fill('Anna de Vries')
  await dialog.getByLabel('E-mail address').fill('anna@example.com')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(page.getByText('Anna de Vries is invited')).toBeVisible()
  const link = await page.getByLabel('One-time link').inputValue()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row', { name: /Anna de Vries/ })).toContainText('Invited')
  await page.getByRole('button', { name: 'Actions for Anna de Vries' }).click()
  await page.getByRole('menuitem', { name: 'New invitation link' }).click()
  await expect(page.getByRole('dialog', { name: 'Make a one-time link for Anna de Vries?' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await page.getByRole('tab', { name: 'Groups' }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByLabel('Name').fill('Sales')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Sales', exact: true }).click()
  await page.getByRole('button', { name: /^Add Anna de Vries/ }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /Sales/ })).toContainText('1 member')

  await page.getByRole('tab', { name: 'API keys' }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByLabel('Name').fill('Web shop')
  await dialog.getByRole('combobox', { name: 'Acts as' }).click()
  await page.getByRole('option', { name: /Administrator/ }).click()
  await dialog.getByRole('combobox', { name: 'Highest role' }).click()
  await page.getByRole('option', { name: /^Administrator/ }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Make key' }).click()
  const key = await dialog.getByLabel('API key').inputValue()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const byKey = await fetch(`${koppel.url}/api/v1/engine`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ running: false, intervalSeconds: 77 }),
  })
  expect(byKey.status).toBe(200)
  await page.getByRole('button', { name: 'Revoke Web shop' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('row', { name: /Web shop/ })).toContainText('Revoked')

  await page.goto(`${koppel.url}/settings/audit`)
  const row = page.getByRole('row', { name: /set the sync engine/ })
  await expect(row).toContainText('with API key Web shop')
  await expect(row).toContainText('77')
  await expectAccessible(page)
  // What was done with one key alone.
  await page.getByRole('combobox', { name: 'API key' }).click()
  await page.getByRole('option', { name: /^Web shop/ }).click()
  await expect(page).toHaveURL(/key=\d/)
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(row).toBeVisible()
  // On a telephone nothing lies off the screen.
  await page.setViewportSize({ width: 390, height: 800 })
  await expect(row.getByText('77')).toBeVisible()
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await page.getByRole('button', { name: /^Filters/ }).click()
  await expect(page.getByRole('combobox', { name: 'API key' })).toHaveValue(/^Web shop/)
  await expectAccessible(page)
  await page.setViewportSize({ width: 1280, height: 900 })

  await page.goto(`${koppel.url}/account`)
  await expect(page.getByRole('heading', { name: 'Sign-in with a code' })).toBeVisible()
  await expectAccessible(page)

  // A code of the telephone as well, and recovery codes for when it is lost.
  await page.getByRole('button', { name: 'Set up' }).click()
  await dialog.getByLabel('Current password', { exact: true }).fill(koppel.administrator.password)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Next' }).click()
  await expect(dialog.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible()
  await expectAccessible(page)
  await dialog
    .getByLabel('Code of the app')
    .fill(codeOf((await dialog.getByLabel('Key for the app').textContent()) ?? ''))
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10)
  await expectAccessible(page)
  await dialog.getByRole('checkbox', { name: 'I have kept them' }).check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('10 recovery codes left')).toBeVisible()
  await expectAccessible(page)

  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Welcome, Anna de Vries' })).toBeVisible()
  await expectAccessible(page)
})
