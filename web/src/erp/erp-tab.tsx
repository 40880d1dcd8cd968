import { Alert, Button, Group, Stack } from '@mantine/core'
import { PencilSimpleIcon, PlugsIcon, WarningIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { ConnectionPanel } from './connection-panel.tsx'
import classes from './erp.module.css'
import { erpTabQuery, type RecordRef } from './queries.ts'
import { useTabEdit } from './use-tab-edit.ts'
import { Waiting } from './waiting.tsx'

/** The ERP tab of a company, person or project: what it is linked to, connection by connection. */
export function ErpTab({ recordType, recordId }: RecordRef) {
  const { t } = useTranslation('erp')
  const record = { recordType, recordId }
  const tab = useQuery(erpTabQuery(record))
  if (tab.isPending) return <Loading />
  if (tab.error) return <ErrorState error={tab.error} onRetry={tab.refetch} />
  if (!tab.data || tab.data.connections.length === 0) {
    return (
      <EmptyState icon={PlugsIcon} title={t('none')}>
        {t('noneText')}
      </EmptyState>
    )
  }
  return <Panels record={record} tab={tab.data} />
}

interface PanelsProps {
  readonly record: RecordRef
  readonly tab: NonNullable<ReturnType<typeof useTabEdit>['tab']>
}

function Panels({ record, tab }: PanelsProps) {
  const { t } = useTranslation(['erp', 'ui'])
  const edit = useTabEdit(record, tab)
  const names = tab.connections.filter(({ id }) => edit.pending.has(id)).map(({ name }) => name)
  const cancel = useRef<HTMLButtonElement>(null)
  // The button that had the focus has gone.
  useEffect(() => {
    if (edit.editing) cancel.current?.focus()
  }, [edit.editing])
  return (
    <Stack>
      <Group justify="flex-end" gap="xs" className={edit.editing ? (classes.bar ?? '') : ''}>
        {edit.editing ? (
          <>
            <Button ref={cancel} variant="default" disabled={edit.saving} onClick={edit.cancel}>
              {t('ui:cancel')}
            </Button>
            <Button loading={edit.saving} onClick={edit.save}>
              {t('ui:save')}
            </Button>
          </>
        ) : (
          tab.canEdit && (
            <Button variant="default" leftSection={<PencilSimpleIcon aria-hidden />} onClick={edit.start}>
              {t('ui:edit')}
            </Button>
          )
        )}
      </Group>
      {edit.lost && (
        <Alert color="amber" icon={<WarningIcon aria-hidden />} role="alert">
          {t('pending.lost')}
        </Alert>
      )}
      {edit.saving && <Waiting name={names.join(', ')} />}
      {tab.connections.map((connection) => (
        <ConnectionPanel
          key={connection.id}
          record={record}
          connection={connection}
          editing={edit.editing}
          canEdit={tab.canEdit}
          pending={edit.pending.get(connection.id)}
          error={edit.errors.get(connection.id)}
          onPending={(pending) => edit.put(connection.id, pending)}
          onUndo={() => edit.undo(connection.id)}
        />
      ))}
      <LeaveGuard changed={edit.pending.size > 0 && !edit.saving} />
    </Stack>
  )
}
