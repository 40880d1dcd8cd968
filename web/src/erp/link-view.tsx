import { Badge, Group, Stack, Table, Text, Tooltip } from '@mantine/core'
import { LinkIcon } from '@phosphor-icons/react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { Highlight } from '../ui/highlight.tsx'
import { Direction } from './direction.tsx'
import classes from './erp.module.css'
import { FieldConflict } from './field-conflict.tsx'
import { LinkAlert } from './link-alert.tsx'
import { LiveValues } from './live-values.tsx'
import { Origin } from './origin.tsx'
import type { Link, LinkedField, RecordRef } from './queries.ts'
import { SyncNow } from './sync-now.tsx'
import { Why } from './why.tsx'

interface LinkViewProps {
  readonly record: RecordRef
  readonly link: Link
  /** What the ERP connection is called. */
  readonly name: string
  /** What is said of the connection already. */
  readonly known: string | undefined
  readonly canSync: boolean
  readonly canResolve: boolean
}

const colours = { inSync: 'teal', waiting: 'blue', conflict: 'amber', failed: 'red', held: 'amber' } as const

/** What a record is linked to, how that goes, and the values. */
export function LinkView({ record, link, name, known, canSync, canResolve }: LinkViewProps) {
  const { t } = useTranslation('erp')
  const format = useFormat()
  const { title, actorType, actorKey, state, syncedAt } = link
  const rows = useId()
  const rowId = ({ key, crmField }: LinkedField) => `${rows} ${key} ${crmField}`
  return (
    <Stack>
      <SyncNow record={record} link={link} name={name} canSync={canSync}>
        <Group gap="sm">
          <LinkIcon size={20} aria-hidden />
          <Text fw={600}>{title}</Text>
          <Text c="dimmed">
            {t(`actorType.${actorType}`)} · {actorKey}
          </Text>
          <Tooltip
            label={syncedAt === null ? t('neverSynced') : t('syncedAt', { time: format.time(syncedAt) })}
          >
            <Badge variant="light" color={colours[state]} tt="none">
              {t(`state.${state}`)}
            </Badge>
          </Tooltip>
          <Why linkId={link.id} title={title} />
        </Group>
      </SyncNow>
      <LinkAlert link={link} onField={(field) => document.getElementById(rowId(field))?.focus()} />
      {!link.broken && <LiveValues linkId={link.id} name={name} known={known} />}
      <Synchronised
        fields={link.synchronised}
        record={record}
        canResolve={canResolve && !link.broken}
        rowId={rowId}
      />
    </Stack>
  )
}

interface SynchronisedProps {
  readonly fields: readonly LinkedField[]
  readonly rowId: (field: LinkedField) => string
  readonly record: RecordRef
  readonly canResolve: boolean
}

function Synchronised({ fields, rowId, record, canResolve }: SynchronisedProps) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  if (fields.length === 0) return <Text c="dimmed">{t('noFields')}</Text>
  return (
    <Table
      className={classes.fields ?? ''}
      aria-label={t('synchronised')}
      horizontalSpacing="sm"
      verticalSpacing="xs"
      withTableBorder
    >
      <Table.Thead>
        <Table.Tr c="dimmed">
          <Table.Th scope="col">{t('column.crmField', { crm: crmName })}</Table.Th>
          <Table.Th scope="col">{t('column.value')}</Table.Th>
          <Table.Th scope="col" className={classes.arrow ?? ''} ta="center">
            {t('column.direction')}
          </Table.Th>
          <Table.Th scope="col" className={classes.erp ?? ''}>
            {t('column.erpField')}
          </Table.Th>
          <Table.Th scope="col" className={classes.moved ?? ''}>
            {t('column.movedAt')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fields.map((field) => (
          <FieldRow
            key={`${field.key} ${field.crmField}`}
            id={rowId(field)}
            field={field}
            record={record}
            canResolve={canResolve}
          />
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface FieldRowProps {
  readonly id: string
  readonly field: LinkedField
  readonly record: RecordRef
  readonly canResolve: boolean
}

function FieldRow({ id, field, record, canResolve }: FieldRowProps) {
  const { t } = useTranslation('erp')
  const format = useFormat()
  const { crmLabel, erpLabel, value, movedAt, conflict, error } = field
  return (
    <>
      <Table.Tr id={id} tabIndex={-1} className={classes.field ?? ''} data-conflict={conflict !== null}>
        <Table.Th scope="row" fw={400}>
          {crmLabel}
        </Table.Th>
        <Table.Td className={classes.value ?? ''}>
          <Stack gap={4}>
            <Group gap={4} wrap="nowrap">
              <Highlight value={value}>
                {value || (
                  <Text span size="sm" c="dimmed">
                    {t('blank')}
                  </Text>
                )}
              </Highlight>
              <Origin record={record} field={field} />
            </Group>
            {error && (
              <Text size="xs" c="var(--mantine-color-error)">
                {error}
              </Text>
            )}
          </Stack>
        </Table.Td>
        <Table.Td className={classes.arrow ?? ''} ta="center">
          <Direction toCrm={field.toCrm} toErp={field.toErp} />
        </Table.Td>
        <Table.Td className={classes.erp ?? ''}>{erpLabel}</Table.Td>
        <Table.Td className={classes.moved ?? ''} c="dimmed" data-never={movedAt === null}>
          {movedAt ? <span title={format.time(movedAt)}>{format.ago(movedAt)}</span> : '–'}
        </Table.Td>
      </Table.Tr>
      {conflict && (
        <Table.Tr>
          <Table.Td colSpan={5} className={classes.conflict ?? ''}>
            <FieldConflict field={crmLabel} conflict={conflict} record={record} canResolve={canResolve} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}
