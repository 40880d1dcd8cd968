/** What a value of a field can be opened with; nothing that came from outside becomes a script. */
export function hrefOf(key: string, value: string): string | undefined {
  if (key === 'email') return /^[^\s?&]+@[^\s?&]+$/.test(value) ? `mailto:${value}` : undefined
  if (/^phone|^fax/.test(key))
    return /^[+\d][\d\s()./-]+$/.test(value) ? `tel:${value.replace(/[^\d+]/g, '')}` : undefined
  if (key !== 'web') return undefined
  const url = /^https?:\/\//i.test(value) ? value : `https://${value}`
  return /^\S+$/.test(value) && URL.canParse(url) && !/^[a-z]+:(?!\/\/)/i.test(value) ? url : undefined
}
