/** Whether secrets may travel to this address: over TLS, or without leaving the machine. */
export function mayCarrySecrets({ protocol, hostname }: URL): boolean {
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
  return protocol === 'https:' || (protocol === 'http:' && loopback)
}

/** The address of a remote connector as it is stored; undefined if it is none. Calls go to `<address>/<call>`. */
export function remoteAddress(typed: string): string | undefined {
  const url = URL.parse(typed.trim())
  if (!url || !mayCarrySecrets(url)) return undefined
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined
  return url.href.replace(/\/+$/, '')
}
