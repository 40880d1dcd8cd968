import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Nothing on this screen, as it stands now, keeps somebody out: axe finds nothing serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  // A dialog or message that still fades in has less contrast than it will have; what turns while one waits never ends.
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity).map(({ finished }) => finished))`)
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  // It put a page of its own in front, and a page that lies behind draws itself once in two seconds.
  await page.bringToFront()
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} — ${nodes.map(({ html }) => html).join(' | ')}`)
  expect.soft(found, `on ${page.url()}`).toEqual([])
}
