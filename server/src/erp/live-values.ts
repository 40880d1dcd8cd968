import type { SignedIn } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import { checkLink } from './access.ts'
import { actorFields, type LiveField, liveFields } from './actor-fields.ts'
import type { ErpParts } from './parts.ts'
import { askErp } from './session.ts'
import { erpItemNames } from './value-text.ts'

/** The "show in ERP tab" values of a linked actor, read from the ERP now. */
export async function readLive(
  parts: ErpParts,
  user: SignedIn,
  linkId: number,
  language: string,
): Promise<{ title: string; fields: LiveField[]; readAt: string }> {
  const { db } = parts.store
  const { connectionId, actorType, actorKey } = await checkLink(db, user, linkId)
  const fields = (await actorFields(db, connectionId, actorType)).filter(({ showInTab }) => showInTab)
  const keys = fields.map(({ key }) => key)
  const [actor] = await askErp(parts, connectionId, (session) => session.get(actorType, [actorKey], keys))
  if (!actor) throw actorGone()
  const nameOf = await erpItemNames(db, connectionId)
  const readAt = new Date().toISOString()
  return { title: actor.title, fields: liveFields(fields, actor, nameOf, language), readAt }
}

export function actorGone(): ProblemError {
  return new ProblemError(404, 'actorGone', {
    en: 'This actor no longer exists in the ERP.',
    nl: 'Deze actor bestaat niet meer in het ERP.',
  })
}
