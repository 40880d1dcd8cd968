import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { CopyIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useFormat } from '../../ui/format.ts'
import { ErrorState } from '../../ui/states.tsx'
import { BulkChoices } from './bulk-choices.tsx'
import { ExportRows } from './export-rows.tsx'
import classes from './import.module.css'
import { type Import, isBusy, type RowFilter, useImportChange } from './queries.ts'
import { RowFilters } from './row-filters.tsx'
import { RowTable } from './row-table.tsx'

interface PreviewStepProps {
  readonly one: Import
  readonly onBack: () => void
  readonly onNext: () => void
}

/** What would become of every row, before anything is written; where somebody has to choose, the candidates. */
export function PreviewStep({ one, onBack, onNext }: PreviewStepProps) {
  const { t } = useTranslation(['import', 'ui'])
  const { number } = useFormat()
  const [filter, setFilter] = useState<RowFilter>({})
  const [asking, setAsking] = useState(false)
  const params = { id: one.id }
  const judge = useImportChange(() => api('POST /imports/{id}/previews', { params, json: { anew: true } }))
  const start = useImportChange(() => api('PUT /imports/{id}/state', { params, json: { state: 'started' } }))
  const { counts, state } = one
  const open = state === 'open'
  const busy = isBusy(one)
  return (
    <Stack>
      {counts.unjudged > 0 && !busy && open && (
        <Alert
          color="amber"
          title={t('preview.unjudged', { count: counts.unjudged, n: number(counts.unjudged) })}
        >
          <Button size="xs" variant="default" onClick={() => judge.mutate()}>
            {t('preview.again')}
          </Button>
        </Alert>
      )}
      {open && counts.undecided > 0 && (
        <Alert
          color="amber"
          icon={<CopyIcon aria-hidden />}
          title={t('preview.undecided', { count: counts.undecided, n: number(counts.undecided) })}
        >
          <Button size="xs" variant="default" onClick={() => setFilter({ undecided: 'true' })}>
            {t('preview.showUndecided')}
          </Button>
        </Alert>
      )}
      <RowFilters one={one} filter={filter} onChange={setFilter} />
      <Group justify="space-between">
        <div>{open && <BulkChoices one={one} filter={filter} />}</div>
        <ExportRows one={one} filter={filter} />
      </Group>
      <RowTable one={one} filter={filter} changeable={open && !busy} />
      {(judge.error ?? start.error) && <ErrorState error={judge.error ?? start.error} />}
      {open && (
        <Paper withBorder p={{ base: 'xs', sm: 'md' }} className={classes.bar ?? ''}>
          <Group gap="xs">
            <Button variant="default" mr="auto" onClick={onBack}>
              {t('back')}
            </Button>
            <Text fw={600} aria-live="polite" className={classes.summary ?? ''}>
              {t('preview.toDo', { count: counts.toDo, n: number(counts.toDo) })}
            </Text>
            <Button
              disabled={busy || counts.toDo === 0 || counts.unjudged > 0}
              onClick={() => setAsking(true)}
            >
              {t('preview.import')}
            </Button>
          </Group>
        </Paper>
      )}
      {!open && (
        <Button w="fit-content" variant="default" onClick={onNext}>
          {t('toResult')}
        </Button>
      )}
      <ConfirmDialog
        opened={asking}
        title={t('preview.confirmTitle', { count: counts.toDo, n: number(counts.toDo) })}
        confirm={t('preview.import')}
        busy={start.isPending}
        onCancel={() => setAsking(false)}
        onConfirm={() => start.mutate(undefined, { onSuccess: onNext, onSettled: () => setAsking(false) })}
      >
        {t('preview.confirmText')}
      </ConfirmDialog>
    </Stack>
  )
}
