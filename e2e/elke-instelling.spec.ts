import type { Locator } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { choose, defineConnection, openSynchronise } from './connection-form.ts'
import { expect, test } from './installation.ts'
import { addOddConnector, type OddErp, startOddErp } from './odd-erp.ts'
import { dutch, english, type Words } from './seed-2-words.ts'

test.use({ occasion: 'elke soort instelling' })

// Configuratievelden of every kind, drawn from what a connector says of itself.

let erp: OddErp
test.beforeAll(async ({ api }) => {
  erp = await startOddErp()
  await addOddConnector(api, erp, 'Vreemd')
})
test.afterAll(() => erp[Symbol.asyncDispose]())

const spoken = [
  {
    words: dutch,
    label: 'Dit ERP is vreemd.',
    port: 'Poort',
    factor: { name: 'Factor', preset: '1,50', wrong: 'anderhalf', right: '0,75' },
    since: { name: 'Vanaf', wrong: '31-2-2026', right: '1-3-2026' },
    sandbox: 'Proefomgeving',
    country: { name: 'Land', preset: 'Nederland', other: 'België' },
    help: 'Hangt af van het land',
    faults: {
      port: 'Hoogstens 65.535.',
      integer: 'Dit is geen geheel getal.',
      factor: 'Dit is geen geldig getal.',
      since: 'Dit is geen geldige datum.',
      gone: 'Deze keuze wordt niet meer aangeboden.',
      tooEarly: 'De keuzes verschijnen zodra de andere velden zijn ingevuld.',
    },
    toMend: /Nog in te vullen of te verbeteren: Poort, Factor, Vanaf, Wachtwoord, Administratie/,
    wrongPassword: 'Het wachtwoord is onjuist.',
  },
  {
    words: english,
    label: 'This ERP is odd.',
    port: 'Port',
    factor: { name: 'Factor', preset: '1.50', wrong: 'one and a half', right: '0.75' },
    since: { name: 'From', wrong: '31/2/2026', right: '1/3/2026' },
    sandbox: 'Try-out',
    country: { name: 'Country', preset: 'Netherlands', other: 'Belgium' },
    help: 'Depends on the country',
    faults: {
      port: 'At most 65,535.',
      integer: 'This is not a whole number.',
      factor: 'This is not a valid number.',
      since: 'This is not a valid date.',
      gone: 'This choice is no longer offered.',
      tooEarly: 'The choices appear once the other fields are filled in.',
    },
    toMend: /Still to fill in or correct: Port, Factor, From, Password, Administration/,
    wrongPassword: 'The password is wrong.',
  },
] as const

for (const { words, faults, ...said } of spoken) {
  test.describe(words.language, () => {
    test.use({ locale: words.locale })

    test(`Tekst, geheel en decimaal getal, datum, selectievakje, lijsten, geheim en uitleg: met standaardwaarden, grenzen en een zin bij wat niet past (${words.language})`, async ({
      beheer: page,
    }) => {
      await openSynchronise(page, words)
      const dialog = await defineConnection(page, `Alles ${words.language}`, /^Vreemd$/, words)
      const field = (name: string) => dialog.getByRole('textbox', { name, exact: true })
      const list = (name: string) => dialog.getByRole('combobox', { name })
      const secret = secretIn(dialog, words)

      // As the connector wants it: text, help, defaults.
      await expect(dialog.getByText(said.label)).toBeVisible()
      await expect(dialog.getByText(said.help)).toBeVisible()
      await expect(dialog.getByRole('textbox', { name: words.address })).toHaveValue('erp.voorbeeld.example')
      await expect(field(said.port)).toHaveValue('8069')
      await expect(field(said.factor.name)).toHaveValue(said.factor.preset)
      await expect(field(said.since.name)).toHaveValue('')
      await expect(dialog.getByRole('checkbox', { name: said.sandbox })).toBeChecked()
      await expect(list(said.country.name)).toHaveValue(said.country.preset)
      await expect(secret).toHaveAttribute('type', 'password')

      // What does not fit is said at its field, once it is left, and stays as it was typed.
      await field(said.port).fill('80 of zo')
      await field(said.factor.name).fill(said.factor.wrong)
      await expect(dialog.getByText(faults.integer)).toBeVisible()
      await field(said.port).fill('65536')
      await field(said.since.name).fill(said.since.wrong)
      await expect(dialog.getByText(faults.port)).toBeVisible()
      await expect(dialog.getByText(faults.factor)).toBeVisible()
      await expect(field(said.factor.name)).toHaveValue(said.factor.wrong)
      // A list of the connector's, before it can know what to offer.
      await list(words.administration).click()
      await expect(dialog.getByText(faults.tooEarly)).toBeVisible()
      await page.keyboard.press('Tab')
      await expect(dialog.getByText(faults.since)).toBeVisible()
      await expect(dialog.getByText(said.toMend)).toBeVisible()
      await expect(dialog.getByRole('button', { name: words.test })).toBeDisabled()
      await expectAccessible(page)

      await field(said.port).fill('443')
      await field(said.factor.name).fill(said.factor.right)
      await field(said.since.name).fill(said.since.right)
      await dialog.getByRole('checkbox', { name: said.sandbox }).uncheck()
      for (const fault of Object.values(faults)) {
        if (fault !== faults.tooEarly) await expect(dialog.getByText(fault)).toBeHidden()
      }

      // The list follows what was typed before it.
      await secret.fill('open')
      await choose(dialog, words.administration, 'Delft')
      await choose(dialog, said.country.name, said.country.other)
      await list(words.administration).click()
      await expect(page.getByRole('option', { name: 'Gent' })).toBeVisible()
      await page.keyboard.press('Tab')
      await expect(dialog.getByText(faults.gone)).toBeVisible()
      await choose(dialog, words.administration, 'Gent')
      await expect(dialog.getByText(faults.gone)).toBeHidden()

      await secret.fill('dicht')
      await dialog.getByRole('button', { name: words.test }).click()
      await expect(dialog.getByRole('alert')).toContainText(said.wrongPassword)
      await secret.fill('open')
      await dialog.getByRole('button', { name: words.test }).click()
      await expect(dialog.getByText(words.testOk, { exact: true })).toBeVisible()
      await dialog.getByRole('button', { name: 'OK', exact: true }).click()
      await expect(dialog).toBeHidden()
      expect(await erp.signedInWith()).toEqual({
        ...{ address: 'erp.voorbeeld.example', port: 443, factor: '0.75', since: '2026-03-01' },
        ...{ sandbox: false, country: 'be', company: 'gent', password: 'open' },
      })

      // And back on the screen as it was saved, but for the secret.
      await page.getByRole('row', { name: new RegExp(`Alles ${words.language}`) }).dblclick()
      const again = page.getByRole('dialog', { name: words.configure })
      await expect(again.getByRole('textbox', { name: said.factor.name })).toHaveValue(said.factor.right)
      await expect(again.getByRole('combobox', { name: words.administration })).toHaveValue('Gent')
      await expect(secretIn(again, words)).toHaveValue('')
      await expect(again.getByRole('button', { name: 'OK', exact: true })).toBeEnabled()
    })
  })
}

function secretIn(dialog: Locator, words: Words): Locator {
  return dialog.getByLabel(new RegExp(`^${words.password}( \\*)?$`))
}
