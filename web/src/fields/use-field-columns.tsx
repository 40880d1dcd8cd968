import { Badge, Code, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Column } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { nameIn, useLanguage } from './name-in.ts'
import { type CustomField, listsQuery } from './queries.ts'
import { Uses } from './uses.tsx'

export function useFieldColumns(): readonly Column<CustomField>[] {
  const { t } = useTranslation('fields')
  const { number } = useFormat()
  const language = useLanguage()
  const lists = useQuery(listsQuery).data
  const listName = (key: string | null) => {
    const list = lists?.find((one) => one.key === key)
    return list ? nameIn(list.name, language) : ''
  }
  return [
    {
      key: 'label',
      header: t('column.field'),
      cell: ({ label, key, inactive }) => (
        <Stack gap={0}>
          <Group gap="xs">
            <Text fw={550} c={inactive ? 'dimmed' : ''}>
              {nameIn(label, language)}
            </Text>
            {inactive && (
              <Badge size="xs" variant="light" color="gray" tt="none">
                {t('inactive')}
              </Badge>
            )}
          </Group>
          <Code fz="xs" bg="transparent" p={0} c="dimmed">
            {key}
          </Code>
        </Stack>
      ),
    },
    {
      key: 'type',
      header: t('column.type'),
      cell: ({ type, maxLength, decimals, list }) => (
        <Stack gap={0}>
          <Text>{t(`type.${type}`)}</Text>
          <Text size="xs" c="dimmed">
            {maxLength !== null && t('maxLengthIs', { count: maxLength })}
            {decimals !== null && t('decimalsAre', { count: decimals })}
            {listName(list)}
          </Text>
        </Stack>
      ),
    },
    { key: 'values', header: t('column.values'), align: 'right', cell: ({ values }) => number(values) },
    { key: 'uses', header: t('column.uses'), cell: ({ uses }) => <Uses uses={uses} /> },
  ]
}
