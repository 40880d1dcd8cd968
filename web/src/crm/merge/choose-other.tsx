import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { baseOf } from '../company-value.ts'
import { DuplicateAbout, useDuplicates } from '../duplicates.tsx'
import { type CrmRecord, listQuery } from '../queries.ts'

interface ChooseOtherProps {
  readonly record: CrmRecord
  readonly onChoose: (id: number) => void
}

/** Which record is the same one: those that look like it come first, any other can be searched for. */
export function ChooseOther({ record, onChoose }: ChooseOtherProps) {
  const { t } = useTranslation('crm')
  const likely = useDuplicates(record.recordType, baseOf(record).values, record.id)
  return (
    <Stack>
      {likely.length > 0 && (
        <Paper component="section" withBorder p="lg" aria-labelledby="merge-likely">
          <Title order={2} size="h5" mb="sm" id="merge-likely">
            {t('merge.likely')}
          </Title>
          <Stack gap="sm">
            {likely.map((one) => (
              <Choice key={one.id} title={one.title} onChoose={() => onChoose(one.id)}>
                <DuplicateAbout duplicate={one} />
              </Choice>
            ))}
          </Stack>
        </Paper>
      )}
      <Found record={record} onChoose={onChoose} />
    </Stack>
  )
}

function Found({ record: { recordType, id }, onChoose }: ChooseOtherProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const list = useQuery({
    ...listQuery(recordType, { q, columns: 'number' }),
    enabled: q !== '',
  })
  const rows = q === '' ? undefined : list.data?.rows.filter((row) => row.id !== id).slice(0, 10)
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby="merge-search">
      <Title order={2} size="h5" mb="sm" id="merge-search">
        {t('merge.search')}
      </Title>
      <Stack gap="sm">
        <TextInput
          type="search"
          aria-label={t(`search.${recordType}`)}
          placeholder={t(`search.${recordType}`)}
          leftSection={<MagnifyingGlassIcon aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maw={420}
        />
        {rows?.map((row) => (
          <Choice key={row.id} title={row.title} onChoose={() => onChoose(row.id)}>
            <Text span size="sm">
              {[row.company?.name, row.values.number].filter(Boolean).join(' · ')}
            </Text>
          </Choice>
        ))}
        {rows?.length === 0 && <Text c="dimmed">{t('ui:list.nothingFound')}</Text>}
      </Stack>
    </Paper>
  )
}

interface ChoiceProps {
  readonly title: string
  readonly children: ReactNode
  readonly onChoose: () => void
}

function Choice({ title, children, onChoose }: ChoiceProps) {
  const { t } = useTranslation('crm')
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="xs" style={{ flex: '1 1 14rem' }}>
        <Text span fw={600}>
          {title}
        </Text>
        {children}
      </Group>
      <Button size="xs" variant="default" aria-label={t('merge.chooseThis', { title })} onClick={onChoose}>
        {t('merge.choose')}
      </Button>
    </Group>
  )
}
