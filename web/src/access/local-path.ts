/** Where to go after signing in: a path of ours and nothing else, whatever a crafted link says. */
export function localPath(from: string | undefined): string {
  const own = 'http://own.invalid'
  if (!from?.startsWith('/') || !URL.canParse(from, own)) return '/'
  const url = new URL(from, own)
  return url.origin === own ? `${url.pathname}${url.search}${url.hash}` : '/'
}
