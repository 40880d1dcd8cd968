import { Button, Checkbox, Group, Popover, ScrollArea, Stack } from '@mantine/core'
import { ColumnsIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { chosenColumns } from './columns.tsx'
import type { ListColumn } from './queries.ts'

interface ColumnPickerProps {
  readonly known: readonly ListColumn[]
  readonly keys: readonly string[] | undefined
  /** undefined: those a list has by itself. */
  readonly onChange: (keys: readonly string[] | undefined) => void
}

/** Which columns a list shows, user-defined fields too. */
export function ColumnPicker({ known, keys, onChange }: ColumnPickerProps) {
  const { t } = useTranslation('crm')
  const chosen = chosenColumns(known, keys).map(({ key }) => key)
  // A column that is added comes where the list of columns has it.
  const put = (key: string, on: boolean) => {
    const next = known.map((column) => column.key).filter((one) => (one === key ? on : chosen.includes(one)))
    if (next.length > 0) onChange(next)
  }
  return (
    <Popover withinPortal position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<ColumnsIcon aria-hidden />}>
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns')}>
        <Stack gap="sm">
          <ScrollArea.Autosize mah={360} type="auto" offsetScrollbars>
            <Stack gap={6} pl={2} py={2}>
              {known.map(({ key, label }) => (
                <Checkbox
                  key={key}
                  label={label}
                  checked={chosen.includes(key)}
                  onChange={(event) => put(key, event.currentTarget.checked)}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
          <Group justify="flex-end">
            <Button size="xs" variant="subtle" onClick={() => onChange(undefined)}>
              {t('columns.preset')}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
