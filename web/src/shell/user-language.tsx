import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/session.ts'
import type { Language } from '../i18n/i18n.ts'
import { notifyError } from '../ui/notify.tsx'
import { LanguageMenu } from './language-menu.tsx'

/** The language of the user, kept with the user. */
export function UserLanguage() {
  const queries = useQueryClient()
  const store = useMutation({
    mutationFn: (language: Language) => api('PATCH /session/user', { json: { language } }),
    onMutate: (language) => {
      queries.setQueryData(sessionQuery.queryKey, (session) =>
        session ? { ...session, user: { ...session.user, language } } : session,
      )
    },
    // Field labels and list items come from the server in the language of the user.
    onSuccess: () => queries.invalidateQueries(),
    onError: notifyError,
  })
  return <LanguageMenu onChoose={store.mutate} />
}
