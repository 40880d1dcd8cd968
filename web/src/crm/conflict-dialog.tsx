import { Alert, Button, Modal, Radio, Stack, Table, Text } from '@mantine/core'
import { UsersIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import type { Value } from '../ui/field.ts'
import { baseOf } from './company-value.ts'
import { type Difference, type Draft, differences, rebase } from './draft.ts'
import { FieldText } from './field-values.tsx'
import type { CrmField, CrmRecord } from './queries.ts'

interface ConflictDialogProps {
  readonly draft: Draft
  /** The record as it is now; undefined while there is nothing to settle. */
  readonly now: CrmRecord | undefined
  readonly fields: readonly CrmField[]
  readonly onSettled: (draft: Draft) => void
  readonly onClose: () => void
}

/** Somebody else saved the record first: shows what differs and asks where both changed the same field. */
export function ConflictDialog({ draft, now, fields, onSettled, onClose }: ConflictDialogProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const [keep, setKeep] = useState<ReadonlySet<string>>(new Set())
  const choose = (key: string, mine: boolean) => {
    setKeep((old) => new Set(mine ? [...old, key] : [...old].filter((other) => other !== key)))
  }
  return (
    <Modal
      opened={now !== undefined}
      onClose={onClose}
      size="lg"
      title={t('conflict.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {now && (
        <Stack>
          <Alert color="amber" icon={<UsersIcon aria-hidden />}>
            {t('conflict.text', { who: now.updatedBy ?? t('conflict.somebody') })}
          </Alert>
          <Differences
            rows={differences(draft, baseOf(now))}
            fields={fields}
            now={now}
            keep={keep}
            onChoose={choose}
          />
          <DialogFooter>
            <Button variant="default" onClick={onClose}>
              {t('ui:cancel')}
            </Button>
            <Button onClick={() => onSettled(rebase(draft, baseOf(now), keep))}>{t('conflict.goOn')}</Button>
          </DialogFooter>
        </Stack>
      )}
    </Modal>
  )
}

interface DifferencesProps {
  readonly rows: readonly Difference[]
  readonly fields: readonly CrmField[]
  readonly now: CrmRecord
  readonly keep: ReadonlySet<string>
  readonly onChoose: (key: string, mine: boolean) => void
}

function Differences({ rows, fields, now, keep, onChoose }: DifferencesProps) {
  const { t } = useTranslation('crm')
  if (rows.length === 0) return <Text>{t('conflict.none')}</Text>
  const show = (key: string, value: Value) => {
    const field = fields.find((one) => one.key === key)
    if (field) return <FieldText field={field} value={value} plain />
    return value === now.company?.id ? now.company?.name : t('conflict.otherCompany')
  }
  return (
    <Table verticalSpacing="sm" withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('conflict.field')}</Table.Th>
          <Table.Th scope="col">{t('conflict.theirs')}</Table.Th>
          <Table.Th scope="col">{t('conflict.mine')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, theirs, mine, choose }) => {
          const label = fields.find((one) => one.key === key)?.label ?? t('column.company')
          const radio = (own: boolean, value: Value) => (
            <Radio
              name={`conflict-${key}`}
              label={show(key, value)}
              checked={keep.has(key) === own}
              onChange={() => onChoose(key, own)}
            />
          )
          return (
            <Table.Tr key={key}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td>{choose ? radio(false, theirs) : show(key, theirs)}</Table.Td>
              <Table.Td>
                {choose ? (
                  radio(true, mine)
                ) : (
                  <Text size="sm" c="dimmed">
                    {t('conflict.untouched')}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          )
        })}
      </Table.Tbody>
    </Table>
  )
}
