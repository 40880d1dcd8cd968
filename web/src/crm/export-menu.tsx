import { useTranslation } from 'react-i18next'
import { FileMenu } from '../ui/file-menu.tsx'
import type { ListSearch, RecordType } from './queries.ts'

interface ExportMenuProps {
  readonly recordType: RecordType
  readonly search: ListSearch
}

/** The list as a file. */
export function ExportMenu({ recordType, search }: ExportMenuProps) {
  const { t } = useTranslation('crm')
  return (
    <FileMenu
      label={t('export')}
      text={t('export.text')}
      formats={{ xlsx: t('export.xlsx'), csv: t('export.csv') }}
      addressOf={(format) => addressOf(recordType, search, format)}
    />
  )
}

function addressOf(recordType: RecordType, search: ListSearch, format: string): string {
  const { after: _after, before: _before, ...asked } = search
  const given = Object.entries({ ...asked, format }).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(given.map(([key, value]) => [key, String(value)]))
  return `/api/v1/records/${recordType}/export?${query}`
}
