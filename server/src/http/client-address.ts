import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'
import { socketAddress } from './env.ts'

type Asked = Pick<Context, 'env' | 'req'>

/**
 * Where a request came from.
 *
 * The socket says it, unless a proxy that the operator named is at its other end: then what that proxy wrote last in
 * X-Forwarded-For, over all further proxies that were named. What stands before that anybody can have written.
 */
export function clientAddressBehind(proxies: readonly string[]): (c: Asked) => string | undefined {
  const known = proxies.map(networkOf)
  const isProxy = (address: string) => known.some((network) => isIn(address, network))

  return (c) => {
    const socket = socketAddress(c)
    if (socket === undefined || known.length === 0 || !isProxy(socket)) return plain(socket)
    const written = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim())
    // From the nearest on: the first that is no proxy of ours is the client. One that is no address is not believed.
    const nearestFirst = written.filter((part) => part !== '').reverse()
    const client = nearestFirst.find((part) => !ipaddr.isValid(part) || !isProxy(part))
    return plain(client !== undefined && ipaddr.isValid(client) ? client : socket)
  }
}

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/** `10.0.0.0/8` or a single address; throws for anything else. */
export function networkOf(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

function isIn(text: string, [network, bits]: Network): boolean {
  const address = ipaddr.process(text)
  return address.kind() === network.kind() && address.match(network, bits)
}

/** IPv4 written as IPv6 is the same client. */
function plain(address: string | undefined): string | undefined {
  return address === undefined || !ipaddr.isValid(address) ? address : ipaddr.process(address).toString()
}
