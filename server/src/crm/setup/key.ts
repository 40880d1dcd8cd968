/**
 * A key for something people named: `Contract – nummer` → `xContractNummer`.
 *
 * It begins with an x, so that a field or list every installation gets later never has a name that is taken; and
 * with a number behind it where the name is taken already.
 */
export function keyFor(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const stem = `x${words.map(capital).join('')}`.slice(0, 40)
  const plain = stem === 'x' ? 'xField' : stem
  let key = plain
  for (let number = 2; taken.has(key); number++) key = `${plain}${number}`
  return key
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}
