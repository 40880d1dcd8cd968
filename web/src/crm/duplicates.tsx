import { Alert, Badge, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { CopyIcon } from '@phosphor-icons/react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { TextLink } from '../ui/links.tsx'
import { companyKey } from './company-value.ts'
import { changes, type Draft, type Values } from './draft.ts'
import type { RecordType } from './queries.ts'

export type Duplicate = Answer<'POST /records/{recordType}/duplicates'>[number]

const compared = [
  ...['name', 'firstName', 'middleName', 'lastName', 'number', 'vatNo', 'email'],
  ...['phone', 'phoneDirect', 'phoneMobile', 'phonePrivate', 'phoneOther', 'postalZip', 'streetZip'],
]

interface DuplicatesProps {
  readonly recordType: RecordType
  readonly draft: Draft
  /** The record that is being edited. */
  readonly except?: number
}

/** While somebody types: records that may be the same, with why. It warns and never stands in the way. */
export function Duplicates({ recordType, draft, except }: DuplicatesProps) {
  const { t } = useTranslation('crm')
  const [typed] = useDebouncedValue(draft, 400)
  const found = useDuplicates(recordType, worthComparing(typed) ? typed.values : undefined, except)
  return (
    <div aria-live="polite">
      {found.length > 0 && (
        <Alert
          color="amber"
          icon={<CopyIcon aria-hidden />}
          title={t('duplicates.title', { count: found.length })}
        >
          <Stack gap="xs">
            {found.map((one) => (
              <DuplicateLine key={one.id} recordType={recordType} duplicate={one} />
            ))}
          </Stack>
        </Alert>
      )}
    </div>
  )
}

/** Something was typed by which a record is known. */
function worthComparing(draft: Draft): boolean {
  const typed = Object.entries(changes(draft)).filter(([key]) => compared.includes(key))
  return typed.some(([, value]) => String(value ?? '').trim().length >= 3)
}

export function useDuplicates(recordType: RecordType, values: Values | undefined, except?: number) {
  const fields = Object.fromEntries(
    compared.flatMap((key) => (values?.[key] ? [[key, values[key] ?? null]] : [])),
  )
  const company = values?.[companyKey]
  const json = {
    fields,
    companyId: company ? Number(company) : null,
    ...(except === undefined ? {} : { except }),
  }
  const { data } = useQuery({
    queryKey: ['duplicates', recordType, json],
    queryFn: ({ signal }) =>
      api('POST /records/{recordType}/duplicates', { params: { recordType }, json, signal }),
    enabled: Object.keys(fields).length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  return values ? (data ?? []) : []
}

interface DuplicateLineProps {
  readonly recordType: RecordType
  readonly duplicate: Duplicate
}

function DuplicateLine({ recordType, duplicate }: DuplicateLineProps) {
  const { id, title } = duplicate
  return (
    <Group gap="xs">
      <TextLink
        to="/records/$recordType/$recordId"
        params={{ recordType, recordId: id }}
        // What was typed stays where it is.
        target="_blank"
        fw={600}
      >
        {title}
      </TextLink>
      <DuplicateAbout duplicate={duplicate} />
    </Group>
  )
}

/** Where it is, and why it may be the same. */
export function DuplicateAbout({ duplicate }: { readonly duplicate: Duplicate }) {
  const { t } = useTranslation('crm')
  const { company, city, number, keys } = duplicate
  const about = [company, city, number].filter((part) => part !== null)
  return (
    <>
      {about.length > 0 && (
        <Text span size="sm">
          {about.join(' · ')}
        </Text>
      )}
      {keys.map((key) => (
        <Badge key={key} variant="outline" color="dark" tt="none" fw={500}>
          {t(`duplicates.${key}`)}
        </Badge>
      ))}
    </>
  )
}
