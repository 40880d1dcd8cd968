import type { EngineParts } from '../../server/src/engine/index.ts'
import { type ErpParts, sessionOpener } from '../../server/src/erp/index.ts'
import { createHost, networkPolicy } from '../../server/src/outbound/index.ts'
import type { Store } from '../../server/src/store/index.ts'
import { benchConnector } from './connector.ts'

/** An engine whose calls of the ERP go through `called`. */
export function partsAt(
  store: Store,
  called: (call: () => Promise<Response>) => Promise<Response>,
): EngineParts {
  const erpParts: ErpParts = {
    store,
    builtin: new Map([[benchConnector.id, benchConnector]]),
    masterKey: new Uint8Array(32),
    log: () => undefined,
    createHost: (session) => {
      const host = createHost({ policy: networkPolicy(['127.0.0.0/8']), ...session })
      return { ...host, fetch: (...given) => called(() => host.fetch(...given)) }
    },
  }
  return {
    store,
    log: (message, detail) => console.error(message, detail),
    openSession: sessionOpener(erpParts),
  }
}
