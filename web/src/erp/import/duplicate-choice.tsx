import { Anchor, Radio, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { TextLink } from '../../ui/links.tsx'
import { type Candidate, type Import, type ImportRow, isKey, type RowChoice } from './queries.ts'

interface DuplicateChoiceProps {
  readonly row: ImportRow
  readonly recordType: Import['recordType']
  readonly changeable: boolean
  readonly onChoose: (choice: RowChoice) => void
}

/** Which of the candidates it is, or none: the actor and each of them side by side. */
export function DuplicateChoice(props: DuplicateChoiceProps) {
  const { t } = useTranslation('import')
  const { row, changeable, onChoose } = props
  const { id, title, choice, candidates } = row
  const [opened, setOpened] = useState(false)
  const format = useFormat()
  const value = choice?.do === 'link' ? String(choice.recordId) : (choice?.do ?? null)
  const why = ({ keys, taken }: Candidate) => {
    if (taken) return t('duplicate.taken')
    const same = keys.filter(isKey).map((key) => t(`same.${key}`))
    return same.length === 0 ? t('duplicate.alike') : t('duplicate.same', { what: format.list(same) })
  }
  const choose = (chosen: string) =>
    onChoose(
      chosen === 'create' || chosen === 'skip' ? { do: chosen } : { do: 'link', recordId: Number(chosen) },
    )
  return (
    <Stack gap="xs" align="flex-start">
      <Radio.Group
        name={`row-${id}`}
        value={value}
        onChange={choose}
        aria-label={t('duplicate.label', { title })}
      >
        <Stack gap={6}>
          {candidates.map((candidate) => (
            <Radio
              key={candidate.recordId}
              value={String(candidate.recordId)}
              disabled={!changeable || candidate.taken}
              label={t('duplicate.link', { title: candidate.title })}
              description={why(candidate)}
            />
          ))}
          <Radio value="create" disabled={!changeable} label={t('duplicate.create')} />
          <Radio value="skip" disabled={!changeable} label={t('duplicate.skip')} />
        </Stack>
      </Radio.Group>
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {t(opened ? 'duplicate.hide' : 'duplicate.compare')}
      </Anchor>
      {opened && <SideBySide {...props} />}
    </Stack>
  )
}

function SideBySide({ row, recordType }: DuplicateChoiceProps) {
  const { t } = useTranslation('import')
  const { compared, candidates } = row
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table withTableBorder withColumnBorders>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            <Table.Th scope="col">{t('duplicate.erp')}</Table.Th>
            {candidates.map(({ recordId, title }) => (
              <Table.Th key={recordId} scope="col">
                <TextLink to="/records/$recordType/$recordId" params={{ recordType, recordId }} size="sm">
                  {title}
                </TextLink>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {compared.map(({ key, label, text }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td>{text}</Table.Td>
              {candidates.map(({ recordId, fields }) => {
                const other = fields.find((field) => field.key === key)?.text ?? ''
                return (
                  <Table.Td key={recordId}>
                    <Text size="sm" fw={other !== '' && other === text ? 600 : 400}>
                      {other}
                    </Text>
                  </Table.Td>
                )
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
