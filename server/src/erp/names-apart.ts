import { type Field, type Text, textIn } from '@koppel/sdk'

const languages = ['en', 'nl']

/** The labels of fields by key; those of which several are called the same say which one they are by its key. */
export function labelsApart(fields: readonly Pick<Field, 'key' | 'label'>[]): ReadonlyMap<string, Text> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { label } of fields) {
    for (const name of new Set(languages.map((language) => nameOf(label, language)))) {
      if (seen.has(name)) twice.add(name)
      seen.add(name)
    }
  }
  return new Map(
    fields.map(({ key, label }) => {
      const ambiguous = languages.some((language) => twice.has(nameOf(label, language)))
      return [key, ambiguous ? withKey(label, key) : label]
    }),
  )
}

function nameOf(label: Text, language: string): string {
  return textIn(label, language).trim().toLowerCase()
}

function withKey(label: Text, key: string): Text {
  const named = (text: string) => `${text} (${key})`
  if (typeof label === 'string') return named(label)
  const texts = Object.entries(label).map(([language, text]) => [language, named(text)])
  return { ...label, ...Object.fromEntries(texts) }
}
