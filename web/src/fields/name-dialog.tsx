import { Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { ErrorState } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { complete } from './field-draft.ts'
import { NameInputs } from './name-inputs.tsx'
import type { Names } from './queries.ts'

interface NameDialogProps {
  readonly title: string
  readonly begun: Names | undefined
  readonly error: Error | null
  readonly busy: boolean
  readonly onSave: (name: Names) => void
  readonly onClose: () => void
}

/** What a list or item is called. */
export function NameDialog({ title, begun, error, busy, onSave, onClose }: NameDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['fields', 'ui'])
  const [name, setName] = useState<Names>(begun ?? { nl: '', en: '' })
  const [checked, setChecked] = useState(false)
  const missing = name.nl.trim() === ''
  const fault =
    error instanceof ApiError ? error.problem.faults.find(({ at }) => at === 'name')?.title : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!missing) onSave(complete(name))
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={title}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
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
            <Button variant="default" onClick={onClose}>
              {t('ui:cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('ok')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
