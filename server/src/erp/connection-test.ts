import type { ActorTypeName, Fields } from '@koppel/sdk'
import { notFound } from '../problem.ts'
import type { Problem } from '../store/tables.ts'
import { mayCall } from './call-gate.ts'
import { availableConnector } from './connectors.ts'
import { type Description, describeErp } from './describe.ts'
import { isOfConnector, problemOfConnector } from './failure.ts'
import type { ErpParts } from './parts.ts'
import { proofOf } from './proof.ts'
import { storedAccount, withSession } from './session.ts'
import { readSettings } from './settings.ts'

export type TestResult =
  | { readonly ok: true; readonly proof: string; readonly actorTypes: readonly ActorTypeName[] }
  | { readonly ok: false; readonly problem: Problem }

/** Tries settings on the ERP. Secrets left out are those of the connection, if one is named. */
export async function testSettings(
  parts: ErpParts,
  given: {
    readonly connectorId: number
    readonly settings: Fields
    readonly connectionId?: number | undefined
  },
): Promise<TestResult> {
  const { connectorId } = given
  const connector = await availableConnector(parts, connectorId)
  const stored =
    given.connectionId === undefined ? undefined : await storedAccount(parts, given.connectionId, 'forget')
  if (stored && stored.connectorId !== connectorId) throw notFound()
  const values = readSettings(connector.settings, given.settings, stored?.values)
  try {
    const actorTypes = await withSession(parts, connector, values, (session) => session.describe())
    const proof = proofOf(parts.masterKey, { connectorId, values }, Date.now())
    return { ok: true, proof, actorTypes: actorTypes.map(({ type }) => type) }
  } catch (error) {
    return { ok: false, problem: problemOfConnector(error) }
  }
}

/** What the ERP of a stored connection offers now, or why it does not work. */
export async function describeStored(
  parts: ErpParts,
  connectionId: number,
): Promise<{ readonly described: Description } | { readonly problem: Problem }> {
  try {
    const { connector, values } = await storedAccount(parts, connectionId)
    await mayCall(parts.store.db, connectionId, 'pass')
    return { described: await withSession(parts, connector, values, describeErp) }
  } catch (error) {
    if (!isOfConnector(error)) throw error
    return { problem: problemOfConnector(error) }
  }
}
