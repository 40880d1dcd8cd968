import { test as base, expect, type Page } from '@playwright/test'
import { type Api, signedInApi } from './api.ts'
import { administrator, type Koppel, startKoppel } from './koppel.ts'

interface WorkerParts {
  /** Each value is an installation of its own, so that what one file leaves behind is not found by the next. */
  occasion: string
  koppel: Koppel
  api: Api
  /** Where the demo ERP runs: its page, and what a connection to it needs. */
  demoErp: string
}

export const test = base.extend<{ beheer: Page }, WorkerParts>({
  occasion: ['', { scope: 'worker', option: true }],

  koppel: [
    async ({ occasion: _ }, use) => {
      await using koppel = await startKoppel(administrator)
      await use(koppel)
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  api: [async ({ koppel }, use) => use(await signedInApi(koppel)), { scope: 'worker' }],

  demoErp: [
    async ({ api }, use) => use((await api<{ demoErpUrl: string }>('GET', '/session')).demoErpUrl),
    { scope: 'worker' },
  ],

  /** A page signed in as the administrator, in the language of the browser: Dutch unless a file says otherwise. */
  beheer: async ({ page, koppel }, use) => {
    await signIn(page, koppel)
    await use(page)
  },
})

/** Signs in without the form, which sign-in.spec.ts is about, and opens the first screen. */
export async function signIn(page: Page, { url, administrator }: Koppel): Promise<void> {
  const answer = await page.request.post(`${url}/api/v1/auth/sign-in/email`, {
    headers: { origin: url },
    data: administrator,
  })
  expect(answer.ok()).toBe(true)
  await page.goto(url)
  await expect(page.getByRole('heading', { name: /^(Bedrijven|Companies)$/ })).toBeVisible()
}

export { expect }
