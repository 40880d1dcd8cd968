import { Accordion, Group, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import type { Preview } from './long-work-queries.ts'
import { RecordLink } from './record-link.tsx'

type FieldPreview = Preview['fields'][number]

/** What a preview found: in all, and for each field with examples. */
export function PreviewResult({ preview }: { readonly preview: Preview }) {
  const { t } = useTranslation('longWork')
  const { crmName } = useSession()
  const { number } = useFormat()
  const totals = (['toCrm', 'toErp', 'conflicts', 'missing', 'skipped', 'failed'] as const).filter(
    (key) => preview[key] > 0,
  )
  return (
    <Stack>
      <Text size="sm">
        {totals.length === 0
          ? t('preview.nothing', { count: preview.links, n: number(preview.links) })
          : t('preview.looked', { count: preview.links, n: number(preview.links) })}
      </Text>
      <Group gap="lg">
        {totals.map((key) => (
          <Text key={key} size="sm" fw={600}>
            {t(`total.${key}`, { count: preview[key], n: number(preview[key]), crm: crmName })}
          </Text>
        ))}
      </Group>
      <Accordion variant="separated" chevronPosition="left">
        {preview.fields.map((field) => (
          <Accordion.Item
            key={`${field.actorType} ${field.erpField.key}`}
            value={`${field.actorType}-${field.erpField.key}`}
          >
            <Accordion.Control>
              <FieldCounts field={field} />
            </Accordion.Control>
            <Accordion.Panel>
              <Examples field={field} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  )
}

function FieldCounts({ field }: { readonly field: FieldPreview }) {
  const { t } = useTranslation(['longWork', 'sync'])
  const { crmName } = useSession()
  const { number } = useFormat()
  const keys = ['toCrm', 'blankInCrm', 'toErp', 'blankInErp', 'conflicts', 'misfits'] as const
  return (
    <Group justify="space-between" pr="md">
      <Text span size="sm" fw={600}>
        {t(`sync:actorType.${field.actorType}`)}: {field.erpField.label} – {field.crmField.label}
      </Text>
      <Group gap="md">
        {keys
          .filter((key) => field[key] > 0)
          .map((key) => (
            <Text span key={key} size="sm" c={key === 'toCrm' || key === 'toErp' ? '' : 'red.9'}>
              {t(`field.${key}`, { n: number(field[key]), crm: crmName })}
            </Text>
          ))}
      </Group>
    </Group>
  )
}

function Examples({ field }: { readonly field: FieldPreview }) {
  const { t } = useTranslation(['longWork', 'sync'])
  const { crmName } = useSession()
  const blank = t('sync:blank')
  return (
    <Table.ScrollContainer minWidth={520}>
      <Table aria-label={t('examples')} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('example.record')}</Table.Th>
            <Table.Th>{t('example.erp')}</Table.Th>
            <Table.Th>{crmName}</Table.Th>
            <Table.Th>{t('example.becomes')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {field.examples.map(({ record, kind, erp, crm, after }) => (
            <Table.Tr key={`${record.id} ${kind}`}>
              <Table.Td>
                <RecordLink record={record} />
              </Table.Td>
              <Table.Td>{erp || blank}</Table.Td>
              <Table.Td>{crm || blank}</Table.Td>
              <Table.Td>
                {kind === 'toCrm' || kind === 'toErp'
                  ? t(`becomes.${kind}`, { value: after || blank, crm: crmName })
                  : t(`becomes.${kind}`)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
