import { Anchor, List, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../../ui/links.tsx'
import { DuplicateChoice } from './duplicate-choice.tsx'
import { type Import, type ImportRow, isKey, type RowChoice } from './queries.ts'

interface RowMeaningProps {
  readonly row: ImportRow
  readonly recordType: Import['recordType']
  readonly changeable: boolean
  readonly onChoose: (choice: RowChoice) => void
}

/** What becomes of a row, and why. */
export function RowMeaning(props: RowMeaningProps) {
  const { t } = useTranslation('import')
  const { row } = props
  const { record, company, matchedBy, problem, warnings } = row
  return (
    <Stack gap={4} align="flex-start">
      {record && (
        <Text size="sm">
          {isKey(matchedBy) && `${t('sameAs', { what: t(`same.${matchedBy}`) })} `}
          <TextLink
            to="/records/$recordType/$recordId"
            params={{ recordType: record.recordType, recordId: record.id }}
            size="sm"
            underline={isKey(matchedBy) ? 'always' : 'hover'}
          >
            {record.title}
          </TextLink>
        </Text>
      )}
      {company && (
        <Text size="sm" c="dimmed">
          {t('atCompany', { company: company.title })}
        </Text>
      )}
      <Changes row={row} />
      {row.verdict === 'duplicate' && <DuplicateChoice {...props} />}
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)">
          {problem.title}
        </Text>
      )}
      {warnings.map(({ crmField, title }) => (
        <Text key={`${crmField} ${title}`} size="xs" c="dimmed">
          {title}
        </Text>
      ))}
    </Stack>
  )
}

function Changes({ row }: { readonly row: ImportRow }) {
  const { t } = useTranslation('import')
  const [opened, setOpened] = useState(false)
  const { changes } = row
  if (changes.length === 0) return null
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {t('changes', { count: changes.length })}
      </Anchor>
      {opened && (
        <List size="sm">
          {changes.map(({ crmField, label, from, to }) => (
            <List.Item key={crmField}>
              {label}: {from || t('blank')} → {to || t('blank')}
            </List.Item>
          ))}
        </List>
      )}
    </>
  )
}
