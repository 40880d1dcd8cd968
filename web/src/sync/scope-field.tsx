import { Button, Group, Pill, Radio, Stack, Text } from '@mantine/core'
import { UsersThreeIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupsQuery, usersQuery } from '../api/people.ts'
import type { Scope } from './queries.ts'
import { nameApart } from './scope-members.ts'
import { ScopePicker } from './scope-picker.tsx'

interface ScopeFieldProps {
  readonly scope: Scope
  readonly onChange: (scope: Scope) => void
  /** Whether the picker stands in front of the form. */
  readonly onPicking: (picking: boolean) => void
}

/** Reikwijdte: everybody, or chosen users and groups. */
export function ScopeField({ scope, onChange, onPicking }: ScopeFieldProps) {
  const { t } = useTranslation('sync')
  const [picking, setPicking] = useState(false)
  const selected = scope.kind === 'selected'
  const users = useQuery({ ...usersQuery, enabled: selected })
  const groups = useQuery({ ...groupsQuery, enabled: selected })
  const pick = (open: boolean) => {
    setPicking(open)
    onPicking(open)
  }
  const members = [
    ...scope.groups.map(({ id }) => ({
      key: `group/${id}`,
      name: groups.data?.find((group) => group.id === id)?.name,
    })),
    ...scope.users.map(({ id }) => ({ key: `user/${id}`, name: nameApart(users.data ?? [], id) })),
  ].filter(({ name }) => name !== undefined)
  return (
    <Radio.Group
      label={t('scope')}
      value={scope.kind}
      onChange={(kind) => onChange({ ...scope, kind: kind === 'selected' ? 'selected' : 'everyone' })}
    >
      <Stack gap="xs" mt={6}>
        <Radio value="everyone" label={t('scope.everyone')} description={t('scope.everyoneText')} />
        <Group gap="md">
          <Radio value="selected" label={t('scope.selected')} description={t('scope.selectedText')} />
          <Button
            size="xs"
            variant="default"
            leftSection={<UsersThreeIcon aria-hidden />}
            disabled={!selected}
            onClick={() => pick(true)}
          >
            {t('scope.pick')}
          </Button>
        </Group>
        {selected && (
          <Group gap={6} pl={28}>
            {members.map(({ key, name }) => (
              <Pill key={key}>{name}</Pill>
            ))}
            {scope.users.length + scope.groups.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('scope.nobody')}
              </Text>
            )}
          </Group>
        )}
      </Stack>
      {picking && (
        <ScopePicker
          scope={scope}
          onDone={(next) => {
            onChange(next)
            pick(false)
          }}
          onClose={() => pick(false)}
        />
      )}
    </Radio.Group>
  )
}
