import { useTranslation } from 'react-i18next'
import { FileMenu } from '../../ui/file-menu.tsx'
import type { Import, RowFilter } from './queries.ts'

interface ExportRowsProps {
  readonly one: Import
  readonly filter: RowFilter
}

/** The rows that are shown, on all pages, as a file. */
export function ExportRows({ one, filter }: ExportRowsProps) {
  const { t } = useTranslation('import')
  return (
    <FileMenu
      label={t('export')}
      text={t('export.text')}
      formats={{ xlsx: t('export.xlsx'), csv: t('export.csv') }}
      addressOf={(format) =>
        `/api/v1/imports/${one.id}/rows/export?${new URLSearchParams({ ...filter, format })}`
      }
    />
  )
}
