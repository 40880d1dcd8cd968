import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import type { Api } from './api.ts'
import { expect } from './installation.ts'
import { answerLate } from './late-answers.ts'
import type { MonitorWords } from './monitor-words.ts'
import {
  companies,
  connection,
  engine,
  inCrm,
  openMonitor,
  phoneInErp,
  row,
  test,
  waiting,
} from './monitored.ts'

/** Bewaking of what waits for somebody, and of what takes long, in one language. */
export function waitingForSomebody(words: MonitorWords): void {
  const [cheese, printer, bakery] = companies

  async function pickAction(page: Page, company: string, action: string): Promise<void> {
    await row(page, company).getByRole('button', { name: words.moreActions }).click()
    await page.getByRole('menuitem', { name: action }).click()
  }

  test('Apart gezet: waarom, met welke waarden, hoe vaak en wanneer weer; overslaan, bewerken en nu opnieuw proberen', async ({
    beheer: page,
    api,
    moody,
    linked: [, second, third],
  }) => {
    if (!second || !third) throw new Error('Three companies are linked')
    await engine(api, true)
    moody.mood = 'takesNoWrites'
    await inCrm(api, second, { phone: '+31 13 777 77 77' })
    await inCrm(api, third, { phone: '+31 23 777 77 77' })
    await waiting(api, 'parked', 2)

    await openMonitor(page, 'parked')
    await expect(row(page, bakery, words.booksClosed, words.firstAttempt)).toBeVisible()
    // When it is tried again: a day and a time.
    await expect(row(page, bakery)).toContainText(/\d\d:\d\d/)
    await row(page, bakery).getByRole('button', { name: words.showValue }).click()
    await expect(page.getByRole('table', { name: words.toBeWritten })).toContainText('+31 23 777 77 77')
    await expectAccessible(page)

    // Nu opnieuw proberen, while the ERP says the same: one more attempt.
    await row(page, bakery).getByRole('button', { name: words.tryAgain }).click()
    await expect(page.getByRole('alert').filter({ hasText: words.booksClosed })).toBeVisible()
    await expect(row(page, bakery, words.moreAttempts)).toBeVisible()
    await pickAction(page, printer, words.skip)
    await expect(row(page, printer)).toContainText(words.skipped)

    // Bewerken leads to the card.
    await pickAction(page, printer, words.editRecord)
    await expect(page.getByRole('heading', { name: printer })).toBeVisible()
    await page.goBack()

    // The ERP takes it again: one by one, and all.
    moody.mood = 'answers'
    await row(page, bakery).getByRole('button', { name: words.tryAgain }).click()
    await expect(row(page, bakery)).toBeHidden()
    await page.getByRole('button', { name: words.retryAll }).click()
    await expect(page.getByText(words.nothingPutAside)).toBeVisible()
  })

  test('Een veld dat steeds wordt teruggezet gaat niet eindeloos heen en weer: het wordt een conflict', async ({
    beheer: page,
    api,
    linked: [first],
  }) => {
    if (!first) throw new Error('A company is linked')
    await engine(api, true)
    const email = async () =>
      (await api<{ fields: { email: string | null } }>('GET', `/records/company/${first.recordId}`)).fields
        .email
    const conflicts = async () => (await api<{ total: number }>('GET', '/conflicts')).total
    const ofErp = await email()
    // Somebody, or another program, that writes the same again each time the sync has put it back.
    for (let round = 0; round < 6 && (await conflicts()) === 0; round += 1) {
      await inCrm(api, first, { email: 'steeds@weer.example' })
      await expect.poll(async () => (await email()) === ofErp || (await conflicts()) > 0).toBe(true)
    }

    await openMonitor(page, 'conflicts')
    const conflict = row(page, cheese, words.email, words.backAndForth)
    await expect(conflict).toContainText('steeds@weer.example')
    await expectAccessible(page)
    await conflict.getByRole('button', { name: words.takeErp }).click()
    await expect(page.getByText(words.noConflicts)).toBeVisible()
    expect(await email()).toBe(ofErp)
  })

  test('Opnieuw synchroniseren met voorbeeld, en hoe ver het is terwijl het ERP op zich laat wachten; één waarde terug', async ({
    beheer: page,
    api,
    demoErp,
    moody,
    linked: [first],
  }) => {
    if (!first) throw new Error('A company is linked')
    await engine(api, true)
    await page.goto(new URL('/settings/quote-sync', page.url()).href)
    await page.getByRole('button', { name: words.resync }).click()
    const dialog = page.getByRole('dialog', { name: `${words.resync}: ${connection}` })
    await expect(dialog).toContainText(words.threeRecords)
    moody.mood = 'keepsWaiting'
    await answerLate(page, {
      address: /\/long-work\/\d+(\/preview)?$/,
      count: 2,
      ask: () => dialog.getByRole('button', { name: words.preview }).click(),
      async meanwhile() {
        moody.mood = 'answers'
        await expect.poll(() => statesOf(api, 'preview')).toEqual(['done'])
      },
    })
    await expect(dialog.getByText(words.looked)).toBeVisible({ timeout: 60_000 })
    await expectAccessible(page)

    moody.mood = 'keepsWaiting'
    await dialog.getByRole('button', { name: words.yes, exact: true }).click()
    await expect(dialog.getByRole('status')).toContainText(words.noneOfThree)
    await expectAccessible(page)
    await openMonitor(page, 'longWork')
    const work = page.getByRole('region', { name: words.resyncOf })
    await expect(work.getByRole('status')).toContainText(words.noneOfThree)
    moody.mood = 'answers'
    // Without looking again.
    await expect(work.getByRole('status')).toContainText(words.threeOfThree, { timeout: 60_000 })
    await expect(work.getByRole('status')).toContainText(words.done)

    // Veldlogboek: how long it is kept, and one value that goes back.
    await phoneInErp(demoErp, first, '+31 72 888 88 88')
    await phoneInErp(demoErp, first, '+31 72 999 99 99')
    await openMonitor(page, 'log')
    await page.getByRole('button', { name: words.retention }).click()
    await expect(page.getByRole('dialog', { name: words.howLong }).getByRole('textbox').first()).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    const moved = row(page, cheese, words.telephone, '999 99 99')
    await moved.getByRole('button', { name: words.undoOne(cheese) }).click()
    const question = page.getByRole('dialog', { name: words.undoOneQuestion })
    await expect(question).toContainText(words.backTo(''))
    await expectAccessible(page)
    await question.getByRole('button', { name: words.undo, exact: true }).click()
    await expect(page.getByText(words.oldValueBack)).toBeVisible()
  })
}

async function statesOf(api: Api, kind: string): Promise<readonly string[]> {
  const all = await api<readonly { kind: string; state: string }[]>('GET', '/long-work')
  return all.filter((work) => work.kind === kind).map(({ state }) => state)
}
