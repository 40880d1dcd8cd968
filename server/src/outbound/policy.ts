import ipaddr from 'ipaddr.js'
import { addressKind, bareHostname } from './address.ts'

/** Which addresses connectors may reach besides the public ones. Made by {@link networkPolicy}. */
export interface NetworkPolicy {
  readonly allowed: readonly AllowedNetwork[]
  /** `address:port` of the server itself and its database: never, whatever is allowed. */
  readonly closed: ReadonlySet<string>
}

interface AllowedNetwork {
  /** A host name, or a network. */
  readonly network: string | readonly [ipaddr.IPv4 | ipaddr.IPv6, number]
  /** Every port when left out. */
  readonly port: number | undefined
}

/**
 * What `KOPPEL_OUTBOUND_ALLOW` opens: each entry a network, an address or a host name, with a port or without:
 * `10.1.0.0/16`, `192.168.0.120:8443`, `erp.intern:8000`, `[fd00::/8]:443`. Throws a `RangeError` for any other.
 */
export function networkPolicy(allow: readonly string[], closed: Iterable<string> = []): NetworkPolicy {
  return { allowed: allow.map(readEntry), closed: new Set(closed) }
}

const entryForm = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]+|[0-9a-f:]+(?:\/\d+)?))(?::(?<port>\d{1,5}))?$/i

function readEntry(entry: string): AllowedNetwork {
  const { bracketed, plain, port } = entryForm.exec(entry)?.groups ?? {}
  const target = bracketed ?? plain
  if (target === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) throw notUnderstood(entry)
  return { network: readNetwork(target, entry), port: port === undefined ? undefined : Number(port) }
}

function readNetwork(target: string, entry: string): AllowedNetwork['network'] {
  if (ipaddr.isValidCIDR(target)) return ipaddr.parseCIDR(target)
  if (ipaddr.isValid(target)) {
    const address = ipaddr.parse(target)
    return [address, address.kind() === 'ipv4' ? 32 : 128]
  }
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(target) || /^[\d.]+$/.test(target)) throw notUnderstood(entry)
  return bareHostname(target.toLowerCase())
}

function notUnderstood(entry: string): RangeError {
  return new RangeError(`KOPPEL_OUTBOUND_ALLOW: "${entry}" is not a network, an address or a host name`)
}

export type Verdict = 'open' | 'notAllowed' | 'never' | 'plainHttp'

/** Whether `address`, to which `hostname` resolved, may be reached on `port`. */
export function judge(
  policy: NetworkPolicy,
  protocol: 'http:' | 'https:',
  hostname: string,
  address: string,
  port: number,
): Verdict {
  const kind = addressKind(address)
  if (kind === 'never' || policy.closed.has(`${address}:${port}`)) return 'never'
  if (kind === 'public') return protocol === 'https:' ? 'open' : 'plainHttp'
  return policy.allowed.some((entry) => covers(entry, hostname, address, port)) ? 'open' : 'notAllowed'
}

function covers({ network, port: only }: AllowedNetwork, hostname: string, address: string, port: number) {
  if (only !== undefined && only !== port) return false
  if (typeof network === 'string') return network === hostname
  const parsed = ipaddr.parse(address)
  return parsed.kind() === network[0].kind() && parsed.match(network[0], network[1])
}
