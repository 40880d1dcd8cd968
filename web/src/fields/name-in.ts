import { useTranslation } from 'react-i18next'
import type { Names } from './queries.ts'

export function nameIn(names: Names, language: 'nl' | 'en'): string {
  return names[language]
}

export function useLanguage(): 'nl' | 'en' {
  return useTranslation('ui').i18n.resolvedLanguage === 'nl' ? 'nl' : 'en'
}
