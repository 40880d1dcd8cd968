import { Button, Group, Stack, Text } from '@mantine/core'
import { ArrowRightIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../api/client.ts'

type Change = Answer<'GET /audit'>['rows'][number]['changes'][number]

const atFirst = 3

/** Old and new value of each field that changed. */
export function AuditChanges({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation('audit')
  const [all, setAll] = useState(false)
  if (changes.length === 0) return null
  const more = changes.length - atFirst
  return (
    <Stack gap={4} miw={{ base: 0, sm: 260 }} align="flex-start">
      {changes.slice(0, all ? undefined : atFirst).map((change) => (
        <OneChange key={change.field} change={change} />
      ))}
      {more > 0 && (
        <Button variant="subtle" size="compact-xs" px={0} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('less') : t('more', { count: more })}
        </Button>
      )}
    </Stack>
  )
}

function OneChange({ change: { field, old, new: now } }: { readonly change: Change }) {
  const { t } = useTranslation('audit')
  return (
    <Group gap={6} wrap="wrap" maw={420} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      <Text size="xs" c="dimmed">
        {field}
      </Text>
      {old !== null && (
        <Text size="sm" c="dimmed" td="line-through">
          {old || t('blank')}
        </Text>
      )}
      {old !== null && <ArrowRightIcon size={14} style={{ flexShrink: 0 }} aria-label={t('became')} />}
      <Text size="sm">{now === null ? t('gone') : now || t('blank')}</Text>
    </Group>
  )
}
