import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { isOpen, type LongWork } from './long-work-queries.ts'

/** What long work wrote so far, counted in records. */
export function LongWorkResult({ work }: { readonly work: LongWork }) {
  const { t } = useTranslation(['longWork', 'sync'])
  const { crmName } = useSession()
  const { number } = useFormat()
  const counts = (['toCrm', 'toErp', 'skipped', 'failed'] as const).filter((key) => work[key] > 0)
  return (
    <Stack gap="xs">
      {!isOpen(work) && work.toCrm + work.toErp === 0 && <Text size="sm">{t('count.nothing')}</Text>}
      <Group gap="lg">
        {counts.map((key) => (
          <Text key={key} size="sm">
            {t(`count.${key}`, { count: work[key], n: number(work[key]), crm: crmName })}
          </Text>
        ))}
      </Group>
      {!isOpen(work) && work.toCrm + work.toErp > 0 && (
        <TextLink to="/settings/quote-sync/runs/$runId" params={{ runId: work.id }} size="sm">
          {t('values')}
        </TextLink>
      )}
    </Stack>
  )
}
