import { Button, Menu } from '@mantine/core'
import { DownloadSimpleIcon } from '@phosphor-icons/react'

interface FileMenuProps {
  readonly label: string
  readonly text: string
  /** What each kind of file is called. */
  readonly formats: { readonly xlsx: string; readonly csv: string }
  readonly addressOf: (format: 'xlsx' | 'csv') => string
}

/** What is shown, as a file; the browser shows how far it is and can stop it. */
export function FileMenu({ label, text, formats, addressOf }: FileMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<DownloadSimpleIcon aria-hidden />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label maw={260} style={{ whiteSpace: 'normal' }}>
          {text}
        </Menu.Label>
        {(['xlsx', 'csv'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={addressOf(format)} download>
            {formats[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
