import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { CreateFields } from './create-fields.tsx'
import { askNewActor, type Filled, type NewActor } from './create-queries.ts'
import type { Pending } from './pending.ts'
import type { ActorType, RecordRef } from './queries.ts'
import { Waiting } from './waiting.tsx'

interface CreateStepProps {
  readonly record: RecordRef
  readonly connectionId: number
  readonly connectionName: string
  readonly actorType: ActorType
  readonly title: string
  readonly filled: Filled
  readonly onFill: (filled: Filled) => void
  readonly onCreate: (pending: Pending) => void
  readonly onBack: () => void
  readonly onCancel: () => void
}

const nothing: Filled = { values: {}, without: [] }

/** Maken in ERP: what the new actor will have, with what is still asked. Nothing is made before Opslaan. */
export function CreateStep(props: CreateStepProps) {
  const { record, connectionId, actorType } = props
  const form = useQuery({
    queryKey: ['newActor', connectionId, actorType, record.recordType, record.recordId],
    queryFn: ({ signal }) => askNewActor(connectionId, actorType, record, nothing, signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (form.data) return <Filling {...props} form={form.data} />
  return (
    <Stack>
      {form.error ? (
        <ErrorState error={form.error} onRetry={form.refetch} />
      ) : (
        <>
          <Loading />
          <Waiting name={props.connectionName} onStop={props.onBack} />
        </>
      )}
      <Actions {...props} />
    </Stack>
  )
}

function Filling(props: CreateStepProps & { readonly form: NewActor }) {
  const { t } = useTranslation('erp')
  const { form, record, connectionId, actorType, title, filled, onFill, onCreate } = props
  // What is wrong is said once somebody has tried.
  const [checked, setChecked] = useState<NewActor>()
  const check = useMutation({
    mutationFn: () => askNewActor(connectionId, actorType, record, filled),
    onSuccess: (answer) => {
      setChecked(answer)
      if (answer.blocked || answer.fields.some(({ problem }) => problem)) return
      onCreate({ kind: 'create', actorType, title, fields: answer.fields, filled })
    },
  })
  const shown = checked ?? form
  return (
    <Stack>
      <Text c="dimmed">{shown.blocked?.title ?? t('create.text')}</Text>
      {!shown.blocked && (
        <CreateFields fields={shown.fields} filled={filled} checked={checked !== undefined} onFill={onFill} />
      )}
      {check.error && <ErrorState error={check.error} />}
      <Actions
        {...props}
        busy={check.isPending}
        {...(shown.blocked ? {} : { onConfirm: () => check.mutate() })}
      />
    </Stack>
  )
}

interface ActionsProps {
  readonly busy?: boolean
  readonly onBack: () => void
  readonly onCancel: () => void
  readonly onConfirm?: () => void
}

function Actions({ busy = false, onBack, onCancel, onConfirm }: ActionsProps) {
  const { t } = useTranslation(['erp', 'ui'])
  return (
    <DialogFooter
      aside={
        <Button variant="subtle" onClick={onBack}>
          {t('compare.back')}
        </Button>
      }
    >
      <Button variant="default" onClick={onCancel}>
        {t('ui:cancel')}
      </Button>
      <Button disabled={!onConfirm} loading={busy} onClick={onConfirm} data-autofocus>
        {t('create.confirm')}
      </Button>
    </DialogFooter>
  )
}
