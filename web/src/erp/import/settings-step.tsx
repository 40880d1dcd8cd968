import { Button, Checkbox, Group, Radio, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { DefaultValues } from './default-values.tsx'
import { MatchingKeys } from './matching-keys.tsx'
import {
  type Import,
  type ImportForm,
  type ImportSettings,
  importFormQuery,
  isBusy,
  useImportChange,
} from './queries.ts'

interface SettingsStepProps {
  readonly one: Import
  readonly onBack: () => void
  readonly onNext: () => void
}

/** How records are found, what becomes of them, and what new ones get. */
export function SettingsStep(props: SettingsStepProps) {
  const form = useQuery(importFormQuery(props.one.id))
  if (form.error) return <ErrorState error={form.error} onRetry={form.refetch} />
  if (!form.data) return <Loading />
  return <Form {...props} form={form.data} />
}

const onMatches = ['update', 'link', 'skip'] as const

function Form({ one, form, onBack, onNext }: SettingsStepProps & { readonly form: ImportForm }) {
  const { t } = useTranslation(['import', 'sync', 'ui'])
  const { crmName: crm } = useSession()
  const [settings, setSettings] = useState<ImportSettings>(one.settings)
  const set = (change: Partial<ImportSettings>) => setSettings({ ...settings, ...change })
  const params = { id: one.id }
  const save = useImportChange(async () => {
    await api('PUT /imports/{id}/settings', { params, json: settings })
    return await api('POST /imports/{id}/previews', { params, json: {} })
  })
  return (
    <Stack maw={820} gap="xl">
      <MatchingKeys form={form} keys={settings.keys} onChange={(keys) => set({ keys })} />
      <Checkbox
        label={t('settings.nearNames')}
        description={t('settings.nearNames.text')}
        checked={settings.nearNames}
        onChange={({ currentTarget: { checked } }) => set({ nearNames: checked })}
      />
      <Radio.Group
        label={t('settings.onMatch')}
        value={settings.onMatch}
        onChange={(value) => set({ onMatch: onMatches.find((known) => known === value) ?? settings.onMatch })}
      >
        <Stack gap="xs" mt="xs">
          {onMatches.map((one) => (
            <Radio
              key={one}
              value={one}
              label={t(`settings.onMatch.${one}`, { crm })}
              description={t(`settings.onMatch.${one}.text`, { crm })}
            />
          ))}
        </Stack>
      </Radio.Group>
      {settings.onMatch === 'update' && (
        <Checkbox
          label={t('settings.blanks', { crm })}
          checked={settings.blanks}
          onChange={({ currentTarget: { checked } }) => set({ blanks: checked })}
        />
      )}
      <DefaultValues form={form} values={settings.defaults} onChange={(defaults) => set({ defaults })} />
      {save.error && <ErrorState error={save.error} />}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack}>
          {t('back')}
        </Button>
        <Button
          loading={save.isPending}
          disabled={isBusy(one)}
          onClick={() => save.mutate(undefined, { onSuccess: onNext })}
        >
          {t('toPreview')}
        </Button>
      </Group>
    </Stack>
  )
}
