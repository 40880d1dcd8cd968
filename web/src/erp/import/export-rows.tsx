import { Button, Menu } from '@mantine/core'
import { DownloadSimpleIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import type { Import, RowFilter } from './queries.ts'

interface ExportRowsProps {
  readonly one: Import
  readonly filter: RowFilter
}

/** The rows that are shown, on all pages, as a file. */
export function ExportRows({ one, filter }: ExportRowsProps) {
  const { t } = useTranslation('import')
  const addressOf = (format: string) =>
    `/api/v1/imports/${one.id}/rows/export?${new URLSearchParams({ ...filter, format })}`
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<DownloadSimpleIcon aria-hidden />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label maw={260} style={{ whiteSpace: 'normal' }}>
          {t('export.text')}
        </Menu.Label>
        {(['xlsx', 'csv'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={addressOf(format)} download>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
