import { Alert, Button, Group, Stack } from '@mantine/core'
import { UsersIcon } from '@phosphor-icons/react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { ErrorState } from '../ui/states.tsx'
import type { Connection } from './queries.ts'

interface OvertakenProps {
  readonly connection: Connection | undefined
  readonly error: Error | null
  readonly onTheirs: (theirs: Connection) => void
  /** Go on with what is in the form, on top of what somebody else saved. */
  readonly onMine: (theirs: Connection) => void
}

/** Why saving failed; when somebody else saved first, the two ways to go on. */
export function Overtaken({ connection, error, onTheirs, onMine }: OvertakenProps) {
  const { t } = useTranslation('sync')
  const read = useMutation({
    mutationFn: (keepMine: boolean) =>
      api('GET /connections/{id}', { params: { id: connection?.id ?? 0 } }).then((theirs) => ({
        theirs,
        keepMine,
      })),
    onSuccess: ({ theirs, keepMine }) => (keepMine ? onMine(theirs) : onTheirs(theirs)),
  })
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error) void box.current?.scrollIntoView({ block: 'center' })
  }, [error])
  if (!error) return null
  if (!(error instanceof ApiError && error.problem.code === 'connectionChanged')) {
    return (
      <div ref={box}>
        <ErrorState error={error} />
      </div>
    )
  }
  return (
    <Alert ref={box} color="amber" icon={<UsersIcon aria-hidden />} role="alert" title={error.problem.title}>
      <Stack gap="sm">
        {t('overtaken.text')}
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => read.mutate(true)}>
            {t('overtaken.mine')}
          </Button>
          <Button size="xs" variant="default" onClick={() => read.mutate(false)}>
            {t('overtaken.theirs')}
          </Button>
        </Group>
        {read.error && <ErrorState error={read.error} />}
      </Stack>
    </Alert>
  )
}
