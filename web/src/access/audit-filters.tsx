import { Button, Group, Select, TextInput } from '@mantine/core'
import { XIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { usersQuery } from '../api/people.ts'
import { FoldedFilters } from '../ui/folded-filters.tsx'
import { type AuditFilter, auditKinds } from './audit-address.ts'
import { keysQuery } from './queries.ts'

interface AuditFiltersProps {
  readonly filter: AuditFilter
  readonly onFilter: (change: AuditFilter) => void
}

/** By person, API key, kind, subject and time. */
export function AuditFilters({ filter, onFilter }: AuditFiltersProps) {
  const { t } = useTranslation('audit')
  const users = useQuery(usersQuery)
  const keys = useQuery(keysQuery)
  const { subject, ...shown } = filter
  const people = (users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Group align="flex-end" gap="sm">
      <FoldedFilters count={Object.values(shown).filter((value) => value !== undefined).length}>
        <Select
          size="xs"
          w={200}
          label={t('column.who')}
          placeholder={t('any')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('clear', { label: t('column.who') }) }}
          data={[...people, { value: 'nobody', label: t('nobody') }]}
          value={filter.user ?? null}
          onChange={(user) => onFilter({ user: user ?? undefined })}
        />
        {keys.data && keys.data.length > 0 && (
          <Select
            size="xs"
            w={180}
            label={t('key')}
            placeholder={t('any')}
            searchable={keys.data.length > 12}
            clearable
            clearButtonProps={{ 'aria-label': t('clear', { label: t('key') }) }}
            data={keys.data.map(({ id, name, hint }) => ({ value: String(id), label: `${name} (…${hint})` }))}
            value={filter.key ?? null}
            onChange={(key) => onFilter({ key: key ?? undefined })}
          />
        )}
        <Select
          size="xs"
          w={220}
          label={t('kind')}
          placeholder={t('any')}
          clearable
          clearButtonProps={{ 'aria-label': t('clear', { label: t('kind') }) }}
          data={auditKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          value={filter.kind ?? null}
          onChange={(next) => onFilter({ kind: auditKinds.find((kind) => kind === next) })}
        />
        {(['from', 'to'] as const).map((name) => (
          <TextInput
            key={name}
            type="date"
            size="xs"
            w={140}
            label={t(name)}
            value={filter[name] ?? ''}
            max="2099-12-31"
            onChange={(event) => onFilter({ [name]: event.currentTarget.value || undefined })}
          />
        ))}
      </FoldedFilters>
      {subject && (
        <Button
          size="xs"
          variant="light"
          rightSection={<XIcon aria-hidden />}
          onClick={() => onFilter({ subject: undefined })}
        >
          {t('allSubjects')}
        </Button>
      )}
    </Group>
  )
}
