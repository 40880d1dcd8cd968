import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { ShieldWarningIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import type { Connector } from './queries.ts'
import { faultsAt } from './use-connection-save.ts'

interface ConnectorFormProps {
  /** undefined: a new one. */
  readonly connector: Connector | undefined
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: (id: number) => void
  readonly onCancel: () => void
}

interface Draft {
  readonly name: string
  readonly url: string
  readonly secret: string
}

/** Name, URL and, for a connector that runs elsewhere, the secret it shares with us. */
export function ConnectorForm({ connector, onChanged, onSaved, onCancel }: ConnectorFormProps) {
  const { t } = useTranslation(['connectors', 'sync', 'ui'])
  const [draft, setDraft] = useState<Draft>({
    name: connector?.name ?? '',
    url: connector?.url ?? '',
    secret: '',
  })
  const save = useSave(connector, onSaved)
  const faults = faultsAt(save.error)
  const put = (more: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...more }))
    onChanged(true)
  }
  const remote = /^\s*https?:/i.test(draft.url)
  const stored = connector?.secretSet === true && originOf(draft.url) === originOf(connector.url)
  const moved = connector !== undefined && originOf(draft.url) !== originOf(connector.url)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(draft)
  }
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <Stack>
        <TextInput
          label={t('name')}
          required
          data-autofocus
          maxLength={100}
          value={draft.name}
          error={faults.get('name')}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('url')}
          description={t('url.help')}
          required
          maxLength={500}
          inputMode="url"
          spellCheck={false}
          value={draft.url}
          error={faults.get('url') ?? isSilent(save.error)}
          onChange={(event) => put({ url: event.currentTarget.value })}
        />
        {remote && (
          <PasswordInput
            label={t('secret')}
            description={[t('secret.help'), stored && t('secret.stored')].filter(Boolean).join(' ')}
            maxLength={500}
            autoComplete="new-password"
            placeholder={stored ? '••••••••' : ''}
            value={draft.secret}
            error={faults.get('secret')}
            visibilityToggleButtonProps={{ 'aria-label': t('secret.show') }}
            onChange={(event) => put({ secret: event.currentTarget.value })}
          />
        )}
        {moved && (
          <Alert color="amber" icon={<ShieldWarningIcon aria-hidden />}>
            {t('moved')}
          </Alert>
        )}
        {save.error && !saidAtField(save.error) && <ErrorState error={save.error} />}
        <DialogFooter
          aside={
            <Text size="sm" c="dimmed" role="status">
              {save.isPending && remote && t('trying')}
            </Text>
          }
        >
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={draft.name.trim() === '' || draft.url.trim() === ''}
          >
            {t('sync:ok')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  )
}

function useSave(connector: Connector | undefined, onSaved: (id: number) => void) {
  const { t } = useTranslation('connectors')
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, url, secret }: Draft) => {
      const typed = secret.trim() === '' ? {} : { secret }
      if (!connector) return api('POST /connectors', { json: { name, url, ...typed } })
      const { id, revision } = connector
      return api('PATCH /connectors/{id}', { params: { id }, json: { revision, name, url, ...typed } })
    },
    onSuccess: async ({ id, name }) => {
      await queries.invalidateQueries({ queryKey: ['connectors'] })
      notifyDone(t(connector ? 'saved' : 'added', { name }))
      onSaved(id)
    },
  })
}

/** Everything that is wrong stands at its field; a technical detail needs more room. */
function saidAtField(error: Error): boolean {
  if (!(error instanceof ApiError)) return false
  const { faults, detail } = error.problem
  return (
    detail === undefined &&
    faults.length > 0 &&
    faults.every(({ at }) => ['name', 'url', 'secret'].includes(at ?? ''))
  )
}

function isSilent(error: Error | null): boolean {
  return error instanceof ApiError && error.problem.code === 'connectorSilent'
}

function originOf(url: string): string {
  const parsed = URL.parse(url.trim())
  return parsed && parsed.origin !== 'null' ? parsed.origin : url.trim()
}
