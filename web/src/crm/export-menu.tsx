import { Button, Menu } from '@mantine/core'
import { DownloadSimpleIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import type { ListSearch, RecordType } from './queries.ts'

interface ExportMenuProps {
  readonly recordType: RecordType
  readonly search: ListSearch
}

/** The list as a file; the browser shows how far it is and can stop it. */
export function ExportMenu({ recordType, search }: ExportMenuProps) {
  const { t } = useTranslation('crm')
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
          <Menu.Item key={format} component="a" href={addressOf(recordType, search, format)} download>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function addressOf(recordType: RecordType, search: ListSearch, format: string): string {
  const { after: _after, before: _before, ...asked } = search
  const given = Object.entries({ ...asked, format }).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(given.map(([key, value]) => [key, String(value)]))
  return `/api/v1/records/${recordType}/export?${query}`
}
