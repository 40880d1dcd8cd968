import { Alert, Checkbox, Group, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core'
import { MagnifyingGlassIcon, WarningIcon } from '@phosphor-icons/react'
import { useCallback, useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import classes from './mapping.module.css'
import { type Choice, type MappingDraft, put, writtenTwice } from './mapping-draft.ts'
import { MappingRow } from './mapping-row.tsx'
import type { ActorType, MappedField } from './queries.ts'

interface MappingTabProps {
  readonly draft: MappingDraft
  /** ERP field → what the server says of it. */
  readonly faults: ReadonlyMap<string, string>
  /** The field to look at first. */
  readonly at: string | undefined
  readonly onChange: (actorType: ActorType, make: (draft: MappingDraft) => MappingDraft) => void
}

const shows = ['all', 'mapped', 'unmapped'] as const
type Show = (typeof shows)[number]
const atFirst = 30

/** The field mapping of one actor type. */
export function MappingTab({ draft, faults, at, onChange }: MappingTabProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const { base, enabled, choices } = draft
  const { actorType, recordType, crmFields } = base
  const [filter, setFilter] = useState('')
  const [show, setShow] = useState<Show>('all')
  const sought = useDeferredValue(filter.trim().toLowerCase())
  const set = useCallback(
    (choice: Choice) => onChange(actorType, (old) => put(old, choice)),
    [actorType, onChange],
  )
  const twice = writtenTwice(draft)
  const visible = base.fields.filter((field) => shown(field, choices.get(field.key), show, sought, crmFields))
  // A long list is drawn after its beginning is there, and a click never waits for it.
  const rows = useDeferredValue(visible, visible.slice(0, atFirst))
  return (
    <Stack>
      {!base.inErp && (
        <Alert color="amber" icon={<WarningIcon aria-hidden />}>
          {t('mapping.typeGone', { actor: t(`actorType.${actorType}`) })}
        </Alert>
      )}
      <Group justify="space-between">
        <Checkbox
          label={t('mapping.enable', {
            actor: t(`actorType.${actorType}`),
            crm: crmName,
            record: t(`recordType.${recordType}`),
          })}
          fw={550}
          checked={enabled}
          onChange={(event) => {
            const { checked } = event.currentTarget
            onChange(actorType, (old) => ({ ...old, enabled: checked }))
          }}
        />
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('mapping.show')}
            value={show}
            onChange={(value) => setShow(shows.find((known) => known === value) ?? 'all')}
            data={shows.map((value) => ({ value, label: t(`mapping.show.${value}`) }))}
          />
          <TextInput
            aria-label={t('filter')}
            placeholder={t('filter')}
            leftSection={<MagnifyingGlassIcon aria-hidden />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        </Group>
      </Group>
      <div className={classes.frame}>
        <Table stickyHeader horizontalSpacing="sm" verticalSpacing={6} aria-label={t('mappings')}>
          <Table.Thead className={classes.head}>
            <Table.Tr>
              <Table.Th scope="col" w={120} ta="center">
                {t('mapping.inSearch')}
              </Table.Th>
              <Table.Th scope="col">{t('mapping.erpField')}</Table.Th>
              <Table.Th scope="col" w={130} ta="center">
                {t('mapping.direction')}
              </Table.Th>
              <Table.Th scope="col" w={300}>
                {t('mapping.crmField', { crm: crmName })}
              </Table.Th>
              <Table.Th scope="col" w={120} ta="center">
                {t('mapping.inTab')}
              </Table.Th>
              <Table.Th scope="col" w={60}>
                <span className={classes.hidden}>{t('mapping.rules')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((field) => (
              <MappingRow
                key={field.key}
                field={field}
                choice={choices.get(field.key) ?? field}
                crmFields={crmFields}
                fault={faults.get(field.key) ?? (twice.has(field.key) ? t('mapping.twice') : undefined)}
                sought={field.key === at}
                onChange={set}
              />
            ))}
          </Table.Tbody>
        </Table>
        {visible.length === 0 && (
          <Text c="dimmed" ta="center" py="xl">
            {t('mapping.nothingFound')}
          </Text>
        )}
      </div>
    </Stack>
  )
}

function shown(
  field: MappedField,
  choice: Choice | undefined,
  show: Show,
  sought: string,
  crmFields: readonly { key: string; label: string }[],
): boolean {
  const crmField = choice?.crmField ?? null
  if (show !== 'all' && (crmField !== null) !== (show === 'mapped')) return false
  if (sought === '') return true
  const crmLabel = crmFields.find(({ key }) => key === crmField)?.label ?? ''
  return [field.label, field.key, crmLabel].some((text) => text.toLowerCase().includes(sought))
}
