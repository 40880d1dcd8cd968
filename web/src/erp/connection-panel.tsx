import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { LinkBreakIcon, WarningIcon } from '@phosphor-icons/react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../ui/states.tsx'
import { ConnectDialog } from './connect-dialog.tsx'
import { CreateAlert } from './create-alert.tsx'
import classes from './erp.module.css'
import { LinkView } from './link-view.tsx'
import type { Pending } from './pending.ts'
import { PendingView } from './pending-view.tsx'
import type { ActorType, RecordRef, TabConnection } from './queries.ts'

interface ConnectionPanelProps {
  readonly record: RecordRef
  readonly connection: TabConnection
  readonly editing: boolean
  readonly canEdit: boolean
  readonly pending: Pending | undefined
  /** Why the pending change could not be saved. */
  readonly error: unknown
  readonly onPending: (pending: Pending) => void
  readonly onUndo: () => void
}

/** One ERP connection on the card of a record. */
export function ConnectionPanel(props: ConnectionPanelProps) {
  const { t } = useTranslation('erp')
  const { connection, pending, error, onUndo } = props
  const { name, state, problem, link } = connection
  const id = useId()
  return (
    <Paper
      withBorder
      p="lg"
      component="section"
      aria-labelledby={id}
      className={pending ? (classes.pending ?? '') : ''}
    >
      <Stack>
        <Group gap="sm">
          <Title order={2} size="h4" id={id}>
            {name}
          </Title>
          {state !== 'ok' && (
            <Badge variant="light" tt="none" color={state === 'stopped' ? 'red' : 'amber'}>
              {t(`connection.${state}`)}
            </Badge>
          )}
        </Group>
        {problem && error === undefined && (
          <Alert color={state === 'stopped' ? 'red' : 'amber'} icon={<WarningIcon aria-hidden />}>
            {problem.title}
          </Alert>
        )}
        {error !== undefined && (
          <Stack gap={4}>
            <ErrorState error={error} />
            <Text size="sm" c="dimmed">
              {t('pending.notSaved')}
            </Text>
          </Stack>
        )}
        {pending ? <PendingView pending={pending} link={link} onUndo={onUndo} /> : <Settled {...props} />}
      </Stack>
    </Paper>
  )
}

/** Nothing is pending: how it is, and in edit mode what can be done. */
function Settled(props: ConnectionPanelProps) {
  const { t } = useTranslation('erp')
  const { record, connection, editing, canEdit } = props
  const { link } = connection
  return (
    <>
      <CreateAlert
        record={record}
        connectionId={connection.id}
        linked={link !== null}
        canEdit={canEdit && !editing}
      />
      {editing && <Choices {...props} />}
      {link && (
        <LinkView
          record={record}
          link={link}
          name={connection.name}
          known={connection.problem?.title}
          canSync={canEdit && !editing}
          canResolve={canEdit}
        />
      )}
      {!link && !editing && <Text c="dimmed">{t(canEdit ? 'notLinkedEdit' : 'notLinked')}</Text>}
    </>
  )
}

function Choices(props: ConnectionPanelProps) {
  const { t } = useTranslation('erp')
  const { connection, onPending } = props
  const { link } = connection
  if (!link) return <ConnectButtons {...props} />
  return (
    <Group>
      <Button
        color="red"
        variant="light"
        leftSection={<LinkBreakIcon aria-hidden />}
        onClick={() => onPending({ kind: 'disconnect', linkId: link.id })}
      >
        {t('disconnect')}
      </Button>
    </Group>
  )
}

/** Verbinden met: one button for each kind of actor the record can be linked to. */
function ConnectButtons({ record, connection, onPending }: ConnectionPanelProps) {
  const { t } = useTranslation('erp')
  const [opened, setOpened] = useState<ActorType>()
  const reasons = new Set(connection.actorTypes.flatMap(({ blocked }) => blocked ?? []))
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text fw={550}>{t('connectTo')}</Text>
        {connection.actorTypes.map(({ actorType, blocked }) => (
          <Button
            key={actorType}
            variant="light"
            disabled={blocked !== null}
            onClick={() => setOpened(actorType)}
          >
            {t(`actorType.${actorType}`)}
          </Button>
        ))}
      </Group>
      {[...reasons].map((reason) => (
        <Text key={reason} size="sm" c="dimmed">
          {reason}
        </Text>
      ))}
      {opened && (
        <ConnectDialog
          record={record}
          connection={connection}
          actorType={opened}
          onConnect={(pending) => {
            setOpened(undefined)
            onPending(pending)
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Stack>
  )
}
