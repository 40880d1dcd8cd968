import { Button, NumberInput, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { HourglassIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { retentionQuery } from './monitor-queries.ts'

/** How long history is kept. */
export function Retention() {
  const { t } = useTranslation('monitor')
  const [opened, dialog] = useDisclosure()
  return (
    <>
      <Button size="xs" variant="default" leftSection={<HourglassIcon aria-hidden />} onClick={dialog.open}>
        {t('retention.open')}
      </Button>
      {opened && (
        <DraftDialog size="md" title={t('retention.title')} onClose={dialog.close}>
          {({ onChanged, onLeave }) => (
            <RetentionForm onChanged={onChanged} onSaved={dialog.close} onCancel={onLeave} />
          )}
        </DraftDialog>
      )}
    </>
  )
}

interface RetentionFormProps {
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

function RetentionForm(props: RetentionFormProps) {
  const stored = useQuery(retentionQuery)
  if (stored.error) return <ErrorState error={stored.error} onRetry={stored.refetch} />
  return stored.data ? <Fields stored={stored.data} {...props} /> : <Loading />
}

interface FieldsProps extends RetentionFormProps {
  readonly stored: Answer<'GET /engine/retention'>
}

const names = ['runDays', 'logDays'] as const
type Days = Readonly<Record<(typeof names)[number], number | string>>

function Fields({ stored, onChanged, onSaved, onCancel }: FieldsProps) {
  const { t } = useTranslation(['monitor', 'ui'])
  const queries = useQueryClient()
  const [begun] = useState<Days>(stored)
  const [days, setDays] = useState(begun)
  const fits = names.every((name) => Number(days[name]) >= 1)
  const save = useMutation({
    mutationFn: () =>
      api('PUT /engine/retention', {
        json: { runDays: Number(days.runDays), logDays: Number(days.logDays) },
      }),
    onSuccess: (saved) => {
      queries.setQueryData(retentionQuery.queryKey, saved)
      notifyDone(t('retention.saved'))
      onSaved()
    },
  })
  const changed = names.some((name) => days[name] !== begun[name])
  useEffect(() => onChanged(changed), [changed, onChanged])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('retention.text')}
        </Text>
        {names.map((name) => (
          <NumberInput
            key={name}
            label={t(`retention.${name}`)}
            suffix={` ${t('retention.days')}`}
            min={1}
            max={3650}
            allowDecimal={false}
            value={days[name]}
            onChange={(value) => setDays({ ...days, [name]: value })}
          />
        ))}
        {save.error && <ErrorState error={save.error} />}
        <DialogFooter>
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" disabled={!fits} loading={save.isPending}>
            {t('ui:save')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  )
}
