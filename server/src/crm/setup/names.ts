import type { Text } from '@koppel/sdk'

/** What something is called in both languages, as an administrator edits it. */
export type Names = Readonly<{ nl: string; en: string }>

/** A text that is one for all languages stands in each. */
export function namesOf(text: Text): Names {
  if (typeof text === 'string') return { nl: text, en: text }
  const any = Object.values(text).find((name) => name !== '') ?? ''
  return { nl: text.nl || any, en: text.en || any }
}

/** Whether two things are called the same in some language, as people read it. */
export function sameName(one: Text, other: Text): boolean {
  const [a, b] = [namesOf(one), namesOf(other)]
  return plain(a.nl) === plain(b.nl) || plain(a.en) === plain(b.en)
}

function plain(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
