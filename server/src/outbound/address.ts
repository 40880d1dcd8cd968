import ipaddr from 'ipaddr.js'

/** What an address is, as far as it matters who may be reached. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'never'

type Range = ReturnType<(ipaddr.IPv4 | ipaddr.IPv6)['range']>

const kindOf: Partial<Record<Range, AddressKind>> = {
  unicast: 'public',
  private: 'private',
  carrierGradeNat: 'private',
  uniqueLocal: 'private',
  loopback: 'loopback',
}

// Where clouds hand out credentials to whoever asks from the inside. The link-local ones are refused as a range.
const metadata = new Set(['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'])
const metadataNames = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data'])

/**
 * Every range that is not plainly public, private or loopback is `never`: link-local, multicast, unspecified,
 * reserved, and the spellings of an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo).
 */
export function addressKind(address: string): AddressKind {
  if (!ipaddr.isValid(address)) return 'never'
  const parsed = ipaddr.parse(address)
  if (metadata.has(parsed.toString())) return 'never'
  return kindOf[parsed.range()] ?? 'never'
}

export function isMetadataName(hostname: string): boolean {
  return metadataNames.has(hostname)
}

/** `[::1]` → `::1`, `erp.example.com.` → `erp.example.com`; a URL has lower-cased it already. */
export function bareHostname(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

export function isAddress(hostname: string): boolean {
  return ipaddr.isValid(hostname)
}
