import { Button, Group, Stack } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState } from '../ui/states.tsx'
import { complete } from './field-draft.ts'
import { NameInputs } from './name-inputs.tsx'
import type { Names } from './queries.ts'

const nameless: Names = { nl: '', en: '' }

interface NameDialogProps {
  readonly title: string
  readonly begun: Names | undefined
  readonly error: Error | null
  readonly busy: boolean
  /** `saved` is called once it is. */
  readonly onSave: (name: Names, saved: () => void) => void
  readonly onClose: () => void
}

/** What a list or item is called. */
export function NameDialog({ title, onClose, ...form }: NameDialogProps) {
  return (
    <DraftDialog size={560} title={title} onClose={onClose}>
      {({ onChanged, onLeave }) => <NameForm {...form} onChanged={onChanged} onCancel={onLeave} />}
    </DraftDialog>
  )
}

interface NameFormProps extends Omit<NameDialogProps, 'title' | 'onClose'> {
  readonly onChanged: (changed: boolean) => void
  readonly onCancel: () => void
}

function NameForm({ begun, error, busy, onSave, onChanged, onCancel }: NameFormProps) {
  const { t } = useTranslation(['fields', 'ui'])
  const [name, setName] = useState<Names>(begun ?? nameless)
  const [checked, setChecked] = useState(false)
  const { nl, en } = begun ?? nameless
  const changed = name.nl !== nl || name.en !== en
  useEffect(() => onChanged(changed), [changed, onChanged])
  const missing = name.nl.trim() === ''
  const fault =
    error instanceof ApiError ? error.problem.faults.find(({ at }) => at === 'name')?.title : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!missing) onSave(complete(name), () => onChanged(false))
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameInputs
          names={name}
          autoFocus
          error={fault ?? (checked && missing ? t('name.missing') : undefined)}
          onChange={setName}
        />
        {error && !fault && <ErrorState error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('ok')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
