/**
 * Text for people: plain, or one text per language (`en`, `nl`, …).
 *
 * A language that is missing falls back to `en`.
 */
export type Text = string | ({ readonly en: string } & { readonly [language: string]: string })

/** The text in `language` (a code such as `nl`), else in English. */
export function textIn(text: Text, language: string): string {
  return typeof text === 'string' ? text : (text[language] ?? text.en)
}
