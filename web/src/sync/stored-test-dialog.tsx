import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import type { Connection } from './queries.ts'
import { TestResult } from './test-result.tsx'

interface StoredTestDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
}

/** ERP-verbinding testen from the list: tries what is stored, at once. */
export function StoredTestDialog({ connection, onClose }: StoredTestDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['sync', 'ui'])
  const { id, name, connector, settings } = connection
  const test = useQuery({
    queryKey: ['connectionTest', id],
    queryFn: () =>
      api('POST /connection-tests', { json: { connectorId: connector.id, connectionId: id, settings } }),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${t('test')}: ${name}`}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack>
        {test.isFetching && <Loading />}
        {!test.isFetching && test.data && <TestResult answer={test.data} />}
        {!test.isFetching && test.error && <ErrorState error={test.error} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={test.isFetching} onClick={() => test.refetch()}>
            {t('test.again')}
          </Button>
          <Button onClick={onClose}>{t('ui:close')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
