import type { Host } from './connector.ts'
import { ConnectorError } from './errors.ts'

export interface HostOptions {
  readonly log?: Host['log'] | undefined
  /** The way out, if not the global `fetch`. */
  readonly fetch?: Host['fetch'] | undefined
  /** How long one call may take, in milliseconds. */
  readonly callWithinMs: number
}

/** The host of a connector that is served or on trial: it runs in its own network, so the only bound is time. */
export function hostFor({ log, fetch: way = fetch, callWithinMs }: HostOptions, signal: AbortSignal): Host {
  return {
    signal,
    now: () => Date.now(),
    log: (message, detail) => log?.(message, detail),
    async fetch(url, init) {
      if (!URL.canParse(String(url))) throw new ConnectorError('misconfigured', notAnAddress)
      const signals = [signal, AbortSignal.timeout(callWithinMs), ...(init?.signal ? [init.signal] : [])]
      try {
        return await way(url, { ...init, redirect: 'manual', signal: AbortSignal.any(signals) })
      } catch (error) {
        if (error instanceof TypeError)
          throw new ConnectorError('unavailable', nothing, { detail: reasonOf(error) })
        throw error
      }
    },
  }
}

// `fetch` hides the reason, such as ECONNREFUSED, in the cause.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? ` ${error.code}` : ''
  return `${error.message}${code}${error.cause === undefined ? '' : `: ${reasonOf(error.cause)}`}`
}

const notAnAddress = {
  en: 'The address is not a web address. Enter one such as https://erp.example.com.',
  nl: 'Het adres is geen webadres. Vul er een in zoals https://erp.voorbeeld.nl.',
}

const nothing = {
  en: 'The ERP system does not answer. Check the address, and whether it is running.',
  nl: 'Het ERP-systeem antwoordt niet. Controleer het adres, en of het draait.',
}
