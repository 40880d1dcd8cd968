import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { useFormat } from '../../ui/format.ts'
import { notifyDone, notifyError } from '../../ui/notify.tsx'
import { type Import, importQuery, isBusy, type RowFilter } from './queries.ts'

/** One decision for all rows that are shown by the filter, whatever page they are on. */
export function BulkChoices({ one, filter }: { readonly one: Import; readonly filter: RowFilter }) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const queries = useQueryClient()
  const decide = useMutation({
    mutationFn: (what: { ticked: boolean } | { choice: { do: 'link' | 'create' | 'skip' } }) =>
      api('PATCH /imports/{id}/rows', { params: { id: one.id }, json: { where: filter, ...what } }),
    onSuccess({ rows, import: changed }) {
      queries.setQueryData(importQuery(one.id).queryKey, changed)
      notifyDone(t('bulk.done', { count: rows, n: number(rows) }))
    },
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports', one.id] }),
  })
  const disabled = isBusy(one) || decide.isPending
  const duplicates = filter.verdict === 'duplicate' || filter.undecided === 'true'
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t('bulk.label')}
      </Text>
      <Button
        size="compact-sm"
        variant="default"
        {...{ disabled }}
        onClick={() => decide.mutate({ ticked: true })}
      >
        {t('bulk.tick')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        {...{ disabled }}
        onClick={() => decide.mutate({ ticked: false })}
      >
        {t('bulk.untick')}
      </Button>
      {duplicates &&
        (['link', 'create', 'skip'] as const).map((what) => (
          <Button
            key={what}
            size="compact-sm"
            variant="default"
            {...{ disabled }}
            onClick={() => decide.mutate({ choice: { do: what } })}
          >
            {t(`bulk.${what}`)}
          </Button>
        ))}
    </Group>
  )
}
