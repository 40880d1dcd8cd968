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
