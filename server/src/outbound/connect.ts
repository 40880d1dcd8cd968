import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { bareHostname, isAddress, isMetadataName } from './address.ts'
import { judge, type NetworkPolicy } from './policy.ts'
import { refused, unreachable } from './refusals.ts'

/** All addresses of a name, as the operating system knows them. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address)

/**
 * Opens sockets to addresses that were checked, and to no others.
 *
 * A name is resolved once, here, and the socket goes to exactly those addresses: a name that answers
 * differently the second time (DNS rebinding) is never asked a second time. One bad address among good
 * ones refuses the name.
 */
export function guardedConnect(
  policy: NetworkPolicy,
  resolve: Resolve,
  timeoutMs: number,
): buildConnector.connector {
  return (options, callback) => {
    const hostname = bareHostname(options.hostname)
    const protocol = options.protocol === 'https:' ? 'https:' : 'http:'
    const port = Number(options.port) || (protocol === 'https:' ? 443 : 80)

    checkedAddresses({ policy, resolve, timeoutMs, protocol, hostname, port }).then(
      (addresses) => {
        const connect = buildConnector({
          timeout: timeoutMs,
          allowH2: false,
          rejectUnauthorized: true,
          autoSelectFamily: true,
          lookup: pinnedTo(addresses),
        })
        connect(options, (...result) => {
          const [, socket] = result
          // The last look: whatever happened on the way, this is who is on the other end.
          const remote = socket?.remoteAddress
          if (remote !== undefined && judge(policy, protocol, hostname, remote, port) !== 'open') {
            socket?.destroy()
            callback(refused('never', hostname, port), null)
            return
          }
          callback(...result)
        })
      },
      (error: Error) => callback(error, null),
    )
  }
}

interface Target {
  readonly policy: NetworkPolicy
  readonly resolve: Resolve
  readonly timeoutMs: number
  readonly protocol: 'http:' | 'https:'
  readonly hostname: string
  readonly port: number
}

async function checkedAddresses(target: Target): Promise<readonly string[]> {
  const { policy, protocol, hostname, port } = target
  if (isMetadataName(hostname)) throw refused('never', hostname, port)
  const addresses = isAddress(hostname) ? [hostname] : await resolved(target)
  for (const address of addresses) {
    const verdict = judge(policy, protocol, hostname, address, port)
    if (verdict !== 'open') throw refused(verdict, hostname, port)
  }
  return addresses
}

async function resolved({ resolve, hostname, timeoutMs }: Target): Promise<readonly string[]> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(Object.assign(new Error('DNS'), { code: 'ETIMEOUT' })), timeoutMs)
  try {
    const addresses = await Promise.race([resolve(hostname), late])
    if (addresses.length === 0) throw Object.assign(new Error('DNS'), { code: 'ENODATA' })
    return addresses
  } catch (error) {
    throw unreachable(hostname, error)
  } finally {
    clearTimeout(timer)
  }
}

function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  return (_hostname, options, callback) => {
    const [first] = all
    if (options.all || first === undefined) callback(null, all)
    else callback(null, first.address, first.family)
  }
}
