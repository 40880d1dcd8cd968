import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../ui/links.tsx'
import type { RecordType } from './queries.ts'

interface RecordLinkProps {
  readonly record: { readonly recordType: RecordType; readonly id: number; readonly title: string | null }
}

/** To the ERP tab of a record. */
export function RecordLink({ record }: RecordLinkProps) {
  const { t } = useTranslation('sync')
  const { recordType, id, title } = record
  return (
    <TextLink
      to="/records/$recordType/$recordId"
      params={{ recordType, recordId: id }}
      search={{ tab: 'erp' }}
      size="sm"
    >
      {title ?? `${t(`recordType.${recordType}`)} ${id}`}
    </TextLink>
  )
}

interface RecordPlaceProps {
  readonly place: RecordLinkProps & { readonly connection: { readonly name: string } }
}

/** The record, and the connection it is about under it: two columns in the width of one. */
export function RecordPlace({ place }: RecordPlaceProps) {
  return (
    <Stack gap={0}>
      <RecordLink record={place.record} />
      <Text size="xs" c="dimmed" truncate title={place.connection.name}>
        {place.connection.name}
      </Text>
    </Stack>
  )
}
