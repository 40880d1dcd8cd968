export { createHost, type HostOptions, type OutboundHost } from './host.ts'
export { type NetworkPolicy, networkPolicy } from './policy.ts'
