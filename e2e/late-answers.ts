import type { Page } from '@playwright/test'

/** What is asked for, and what happens before its answers arrive: they are older than that. */
interface Late {
  readonly address: RegExp
  /** So many requests are answered late, those that follow at once. */
  readonly count: number
  readonly ask: () => Promise<void>
  readonly meanwhile: () => Promise<void>
}

export async function answerLate(page: Page, { address, count, ask, meanwhile }: Late): Promise<void> {
  const [underWay, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let answered = 0
  await page.route(
    address,
    async (route) => {
      const response = await route.fetch()
      answered += 1
      if (answered === count) underWay.resolve()
      await release.promise
      await route.fulfill({ response })
    },
    { times: count },
  )
  await ask()
  await underWay.promise
  await meanwhile()
  release.resolve()
}

/** Keeps what the browser asks for underway until it is let through. */
export async function holdBack(page: Page, address: string) {
  const asked = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  await page.route(address, async (route) => {
    asked.resolve()
    await free.promise
    await route.continue()
  })
  return { asked: asked.promise, letThrough: free.resolve }
}
