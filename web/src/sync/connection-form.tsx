import { Button, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { PlugsConnectedIcon } from '@phosphor-icons/react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Attention } from './attention.tsx'
import { ConfigurationFields } from './configuration-fields.tsx'
import { onTopOf, theirChanges } from './connection-changes.ts'
import {
  chooseConnector,
  type Draft,
  draftOf,
  faultySettings,
  newDraft,
  type Obstacle,
  obstacleOf,
} from './connection-draft.ts'
import { ConnectionOvertaken } from './connection-overtaken.tsx'
import type { Connection, Connector, Setting } from './queries.ts'
import { ScopeField } from './scope-field.tsx'
import { TestResult } from './test-result.tsx'
import { faultsAt, useConnectionSave, useConnectionTest } from './use-connection-save.ts'

interface ConnectionFormProps {
  readonly connection: Connection | undefined
  readonly connectors: readonly Connector[]
  readonly onChanged: (changed: boolean) => void
  readonly onPicking: (picking: boolean) => void
  readonly onSaved: (id: number) => void
  readonly onCancel: () => void
}

export function ConnectionForm(props: ConnectionFormProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const { connectors } = props
  const [connection, setConnection] = useState(props.connection)
  const [draft, setDraft] = useState<Draft>(connection ? draftOf(connection) : newDraft)
  const connector = connectors.find(({ id }) => id === draft.connectorId)
  const settings = connector?.settings ?? []
  const test = useConnectionTest(connection?.id)
  const save = useConnectionSave(connection, props.onSaved)
  const obstacle = obstacleOf(draft, { settings, connection, tested: test.tested })
  const locked = connection?.active ?? false
  const edit = (change: (old: Draft) => Draft) => {
    setDraft(change)
    props.onChanged(true)
  }
  const put = (more: Partial<Draft>) => edit((old) => ({ ...old, ...more }))
  /** From what somebody else saved. */
  const goOn = (theirs: Connection | undefined, begin: (now: Draft) => Draft) => {
    if (!theirs) return
    setConnection(theirs)
    setDraft(begin(draftOf(theirs)))
    save.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!obstacle) save.mutate({ draft, tested: test.tested })
  }
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <Stack>
        <TextInput
          label={t('column.name')}
          data-autofocus
          required
          maxLength={100}
          value={draft.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        <Select
          label={t('define.connector')}
          required
          searchable={connectors.length > 8}
          placeholder={t('define.connectorPlaceholder')}
          disabled={connection !== undefined}
          {...(connection ? { description: t('define.connectorFixed') } : {})}
          data={connectors.map(({ id, name, available }) => ({
            value: String(id),
            label: name,
            disabled: !available,
          }))}
          value={draft.connectorId === null ? null : String(draft.connectorId)}
          onChange={(value) => {
            const chosen = connectors.find(({ id }) => String(id) === value)
            if (chosen) edit((old) => chooseConnector(old, chosen))
          }}
        />
        <ScopeField scope={draft.scope} onChange={(scope) => put({ scope })} onPicking={props.onPicking} />
        <ConfigurationFields
          connector={connector}
          connection={connection}
          draft={draft}
          faults={faultsAt(test.error ?? save.error)}
          onEdit={edit}
        />
        <Textarea
          label={t('column.description')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          value={draft.description}
          onChange={(event) => put({ description: event.currentTarget.value })}
        />
        {test.tested && obstacle !== 'retest' && !locked && <TestResult answer={test.tested.answer} />}
        {test.error && <ErrorState error={test.error} />}
        {connection && save.theirs ? (
          <ConnectionOvertaken
            changed={save.theirs.changed}
            changes={theirChanges(draftOf(connection), draft, draftOf(save.theirs))}
            settings={settings}
            onMine={() => goOn(save.theirs, (now) => onTopOf(draftOf(connection), draft, now))}
            onTheirs={() => goOn(save.theirs, (now) => now)}
          />
        ) : (
          save.error && (
            <Attention>
              <ErrorState error={save.error} />
            </Attention>
          )
        )}
        <DialogFooter
          aside={
            <Button
              variant="default"
              leftSection={<PlugsConnectedIcon aria-hidden />}
              disabled={!connector || locked || obstacle === 'settings'}
              loading={test.isPending}
              onClick={() => test.run(draft)}
            >
              {t('test')}
            </Button>
          }
        >
          <ObstacleText obstacle={obstacle} faulty={faultySettings(draft, { settings, connection })} />
          <Button variant="default" onClick={props.onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button
            type="submit"
            disabled={obstacle !== undefined}
            loading={save.isPending}
            aria-describedby="connection-obstacle"
          >
            {t('ok')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  )
}

interface ObstacleTextProps {
  readonly obstacle: Obstacle | undefined
  readonly faulty: readonly Setting[]
}

/** What still keeps OK disabled. */
function ObstacleText({ obstacle, faulty }: ObstacleTextProps) {
  const { t } = useTranslation('sync')
  const fields = faulty.map(({ label }) => label).join(', ')
  return (
    <Text id="connection-obstacle" size="xs" c="dimmed" maw={260} ta="right" lineClamp={3} role="status">
      {obstacle === 'settings' ? t('obstacle.fields', { fields }) : obstacle && t(`obstacle.${obstacle}`)}
    </Text>
  )
}
