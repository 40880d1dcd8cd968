import { Alert, Button, List, Stack } from '@mantine/core'
import { UsersIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import type { CustomField } from './queries.ts'

interface FieldOvertakenProps {
  /** As it was when the dialog was opened. */
  readonly field: CustomField
  readonly busy: boolean
  readonly onGoOn: () => void
}

/** Somebody else saved the field first: who, when, and what they changed; what was typed here stays. */
export function FieldOvertaken({ field, busy, onGoOn }: FieldOvertakenProps) {
  const { t } = useTranslation('fields')
  const { time } = useFormat()
  const subject = `field/${field.recordType}/${field.key}`
  const { data } = useQuery({
    queryKey: ['audit', 'newest', subject],
    queryFn: ({ signal }) => api('GET /audit', { query: { subject, limit: 1 }, signal }),
    staleTime: 0,
  })
  const last = data?.rows[0]
  const title = last
    ? t('overtaken.by', { who: last.user?.name ?? t('overtaken.somebody'), at: time(last.at) })
    : t('overtaken.title')
  return (
    <Alert color="amber" role="alert" icon={<UsersIcon aria-hidden />} title={title}>
      <Stack gap="sm" align="flex-start">
        {last && last.changes.length > 0 && (
          <List size="sm">
            {last.changes.map((change) => (
              <List.Item key={change.field}>
                {t('overtaken.change', {
                  ...{ field: change.field, old: change.old || t('overtaken.blank') },
                  new: change.new || t('overtaken.blank'),
                })}
              </List.Item>
            ))}
          </List>
        )}
        {t('overtaken.text')}
        <Button size="xs" variant="default" loading={busy} onClick={onGoOn}>
          {t('overtaken.reload')}
        </Button>
      </Stack>
    </Alert>
  )
}
