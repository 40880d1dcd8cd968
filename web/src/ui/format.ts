import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatDecimal, numberSigns } from './locale.ts'

export interface Format {
  readonly locale: string
  /** `1234` or `'1234.50'`, every digit kept. */
  number(value: number | string): string
  /** `2026-11-30` → `30-11-2026`. */
  date(value: string): string
  /** An ISO time in the time zone of the browser, to the minute. */
  time(value: string): string
  /** `naam, nummer en plaats`. */
  list(values: readonly string[]): string
  /** `3 min. geleden`, or `zojuist` within the minute. */
  ago(value: string, now?: number): string
}

/** Numbers, dates and times as the user reads them. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation('ui')
  return useMemo(
    () => formatIn(localeOf(i18n.resolvedLanguage ?? 'en'), t('justNow')),
    [i18n.resolvedLanguage, t],
  )
}

// A Belgian keeps the Belgian way of writing numbers when the language is Dutch.
function localeOf(language: string): string {
  const own = navigator.languages.find((locale) => locale.startsWith(`${language}-`))
  return own ?? (language === 'nl' ? 'nl-NL' : 'en-GB')
}

function formatIn(locale: string, justNow: string): Format {
  const signs = numberSigns(locale)
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return {
    locale,
    number: (value) => formatDecimal(String(value), signs),
    date: (value) => formatDate(value, locale),
    list: (values) => list.format(values),
    time: (value) => time.format(new Date(value)),
    ago(value, now = Date.now()) {
      const seconds = Math.round((Date.parse(value) - now) / 1000)
      const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? []
      // Seconds would be out of date as soon as they are shown.
      return unit ? relative.format(Math.round(seconds / size), unit) : justNow
    },
  }
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const
