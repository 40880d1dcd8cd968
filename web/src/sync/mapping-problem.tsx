import { Alert, Button, Stack, Text } from '@mantine/core'
import { UsersIcon, WarningCircleIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { ErrorState } from '../ui/states.tsx'
import type { Problem } from './use-mapping-drafts.ts'

interface MappingProblemProps {
  readonly problem: Problem
  readonly busy: boolean
  readonly onReload: () => void
}

/** Why the mappings were not saved, and how to go on. What the server says of a field stands at its row. */
export function MappingProblem({ problem, busy, onReload }: MappingProblemProps) {
  const { t } = useTranslation('sync')
  const code = problem.error instanceof ApiError ? problem.error.problem.code : ''
  const title = problem.error instanceof ApiError ? problem.error.problem.title : ''
  if (code === 'invalidMapping') {
    return (
      <Alert color="red" role="alert" icon={<WarningCircleIcon aria-hidden />} title={t('mapping.refused')}>
        <Text size="sm">{title}</Text>
      </Alert>
    )
  }
  if (code !== 'mappingChanged') return <ErrorState error={problem.error} />
  return (
    <Alert color="amber" role="alert" icon={<UsersIcon aria-hidden />} title={title}>
      <Stack gap="sm" align="flex-start">
        {t('mapping.overtaken')}
        <Button size="xs" variant="default" loading={busy} onClick={onReload}>
          {t('mapping.reload')}
        </Button>
      </Stack>
    </Alert>
  )
}
