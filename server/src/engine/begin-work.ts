import { type Calling, erpOf } from './erp-calls.ts'
import type { Lease } from './lease.ts'
import { mappingsOf } from './mappings.ts'
import type { EngineParts } from './parts.ts'
import { noCounts, type Work } from './work.ts'

interface Beginning {
  readonly connectionId: number
  readonly kind: Work['kind']
  readonly lease: Lease
  readonly signal: AbortSignal
  readonly calling: Calling
}

/** What work under a lease begins with: the mapping as it was when the lease was taken, and a session of the ERP. */
export async function beginWork(
  parts: EngineParts,
  { connectionId, kind, lease, signal, calling }: Beginning,
): Promise<Work> {
  const mappings = await mappingsOf(parts.store.db, connectionId, lease.mappingVersion)
  return {
    parts,
    connectionId,
    kind,
    requestedBy: null,
    fence: lease.fence,
    leasedAt: lease.leasedAt,
    anyBroken: lease.anyBroken,
    mappingVersion: mappings.version,
    mappings: mappings.types,
    erp: erpOf(parts, connectionId, signal, calling),
    calling,
    counts: noCounts(),
    run: undefined,
  }
}
