import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../ui/states.tsx'
import { PasswordField } from './password-field.tsx'

interface AskPasswordProps {
  readonly text: string
  readonly submit: string
  readonly work: (password: string) => Promise<void>
  readonly onCancel: () => void
}

/** For what a screen left open must not be enough for. */
export function AskPassword({ text, submit, work, onCancel }: AskPasswordProps) {
  const { t } = useTranslation(['account', 'ui'])
  const go = useMutation({ mutationFn: work })
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    go.mutate(String(new FormData(event.currentTarget).get('password')))
  }
  return (
    <form onSubmit={send}>
      <Stack>
        <Text>{text}</Text>
        {go.error && <ErrorState error={go.error} />}
        <PasswordField
          name="password"
          label={t('password.current')}
          autoComplete="current-password"
          autoFocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={go.isPending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
