import { Anchor, Collapse, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Parked } from './monitor-queries.ts'

/** Why a record was put aside, and on demand what was to be written. */
export function ParkedReason({ parked }: { readonly parked: Parked }) {
  const { t } = useTranslation(['monitor', 'sync'])
  const [opened, values] = useDisclosure()
  const { title, detail, payload } = parked
  return (
    <Stack gap={2} style={{ whiteSpace: 'normal' }} align="flex-start">
      <Text size="sm">{title}</Text>
      {detail && (
        <Text size="xs" c="dimmed" lineClamp={2} title={detail}>
          {detail}
        </Text>
      )}
      {payload.length > 0 && (
        <>
          <Anchor component="button" type="button" size="xs" aria-expanded={opened} onClick={values.toggle}>
            {t(opened ? 'parked.hideValues' : 'parked.showValues', { count: payload.length })}
          </Anchor>
          <Collapse expanded={opened}>
            <Table fz="xs" withRowBorders={false} verticalSpacing={2} aria-label={t('parked.values')}>
              <Table.Tbody>
                {payload.map(({ erpField, text }) => (
                  <Table.Tr key={erpField.key}>
                    <Table.Th scope="row" fw={400} c="dimmed">
                      {erpField.label}
                    </Table.Th>
                    <Table.Td>{text || t('sync:blank')}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Collapse>
        </>
      )}
    </Stack>
  )
}
