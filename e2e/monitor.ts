import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { expect } from './installation.ts'
import type { MonitorWords } from './monitor-words.ts'
import { companies, engine, inCrm, openMonitor, phoneInErp, row, test, waiting } from './monitored.ts'

/** Bewaking, view by view, in one language. */
export function monitoring(words: MonitorWords): void {
  const [cheese, printer, bakery] = companies
  const tab = (page: Page, name: string) => page.getByRole('tab', { name })

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
    await inCrm(api, first, { phone: '+31 72 111 11 11' })
    await phoneInErp(demoErp, second, '+31 13 222 22 22')
    await inCrm(api, second, { phone: '+31 13 111 11 11' })
    // Longer than the ERP's field.
    await inCrm(api, third, { phone: '0123456789 0123456789 0123456789 0123456789' })
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
    await inCrm(api, third, { phone: '+31 23 333 33 33' })
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
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(390)
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
      .poll(async () => (await api<{ rows: unknown[] }>('GET', '/sync-log?text=444%2044')).rows.length, {
        timeout: 60_000,
      })
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
