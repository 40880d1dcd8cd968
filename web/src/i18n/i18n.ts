import i18next from 'i18next'
import LanguageDetector from 'i18next-browser-languagedetector'
import { initReactI18next } from 'react-i18next'

export type Language = 'nl' | 'en'
export const languages: readonly Language[] = ['nl', 'en']

const chosen = 'koppel.language'
const texts = import.meta.glob<Record<string, string>>('./*/*.json', { import: 'default' })

/** Starts with the language of the browser; an area's texts are loaded when its first screen asks for them. */
export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next
    .use({
      type: 'backend',
      read: (language: string, area: string, done: (error: unknown, text: unknown) => void) => {
        const load = texts[`./${language}/${area}.json`]
        if (!load) return done(new Error(`No texts for ${language}/${area}`), null)
        load().then(
          (text) => done(null, text),
          (error: unknown) => done(error, null),
        )
      },
    } as const)
    .use(LanguageDetector)
    .use(initReactI18next)
    .init({
      supportedLngs: languages,
      load: 'languageOnly',
      nonExplicitSupportedLngs: true,
      fallbackLng: 'en',
      ns: ['ui', 'shell'],
      defaultNS: 'ui',
      keySeparator: false,
      interpolation: { escapeValue: false, defaultVariables: { crm: 'CRM' } },
      detection: { order: ['localStorage', 'navigator'], lookupLocalStorage: chosen, caches: [] },
    })
}

/** From now on `{{crm}}` in a text is what the CRM is called here. */
export function nameCrm(crmName: string): void {
  const { interpolation } = i18next.options
  if (interpolation) interpolation.defaultVariables = { crm: crmName }
}

/** The language picked on this computer by hand; undefined while the browser decides. */
export function chosenLanguage(): Language | undefined {
  return languages.find((language) => language === localStorage.getItem(chosen))
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(chosen, language)
  void i18next.changeLanguage(language)
}

/** Takes over the language stored with the user; a user without one goes on as on the sign-in page. */
export function followUser(language: Language | null): void {
  if (language && language !== i18next.resolvedLanguage) chooseLanguage(language)
}
