import type { TypeMapping } from '../erp/index.ts'
import { forgetEdits } from './apply.ts'
import { lockLinks, type Which } from './links.ts'
import { park } from './parked.ts'
import { transact, type Work } from './work.ts'

/** Puts the link aside that stood alone when PostgreSQL refused it. It is looked at again when its time comes. */
export async function putAside(
  work: Work,
  mapping: TypeMapping,
  which: Which,
  error: Error,
  payload: unknown = null,
): Promise<void> {
  work.counts.failed += await transact(work, async (tx) => {
    const links = await lockLinks(tx, work.connectionId, mapping.actorType, which)
    for (const link of links) await park(tx, work, mapping, link, 'notStorable', error, payload)
    await forgetEdits(tx, links)
    return links.length
  })
}
