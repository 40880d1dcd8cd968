import { SegmentedControl } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/session.ts'
import { chooseLanguage, languages } from '../i18n/i18n.ts'
import { notifyError } from '../ui/notify.tsx'

/** The language, kept with the user. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation(['account', 'shell'])
  const queries = useQueryClient()
  const store = useMutation({
    mutationFn: async (chosen: string) => {
      const language = languages.find((one) => one === chosen) ?? 'en'
      await api('PATCH /session/user', { json: { language } })
      queries.setQueryData(sessionQuery.queryKey, (session) =>
        session ? { ...session, user: { ...session.user, language } } : session,
      )
      chooseLanguage(language)
      await queries.invalidateQueries()
    },
    onError: notifyError,
  })
  return (
    <SegmentedControl
      aria-label={t('language.title')}
      value={i18n.resolvedLanguage ?? 'en'}
      onChange={store.mutate}
      data={languages.map((value) => ({ value, label: t(`shell:language.${value}`) }))}
      style={{ alignSelf: 'flex-start' }}
    />
  )
}
