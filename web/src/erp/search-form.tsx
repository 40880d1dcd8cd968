import { ActionIcon, Button, Group, Stack, TextInput, Tooltip } from '@mantine/core'
import { MagnifyingGlassIcon } from '@phosphor-icons/react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, Loading } from '../ui/states.tsx'
import { CriteriaEditor } from './criteria/criteria-editor.tsx'
import type { ActorSearch } from './use-actor-search.ts'

type FormSearch = Pick<ActorSearch, 'text' | 'run' | 'searching' | 'advanced'> & {
  readonly type: (text: string) => void
}

/** What is looked for in the ERP: a text, or criteria on its fields. */
export function SearchForm({ search }: { readonly search: FormSearch }) {
  const { t } = useTranslation('erp')
  const { advanced } = search
  if (advanced.opened) return <Advanced search={search} />
  return (
    <form onSubmit={submitting(search.run)}>
      <Group align="flex-end" gap="xs">
        <TextInput
          flex={1}
          label={t('connect.search')}
          description={t('connect.searchHint')}
          data-autofocus
          maxLength={200}
          value={search.text}
          onChange={(event) => search.type(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={search.searching}>
          {t('connect.run')}
        </Button>
        <Tooltip label={t('connect.advanced')}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('connect.advanced')}
            aria-expanded={false}
            onClick={advanced.open}
          >
            <MagnifyingGlassIcon aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </form>
  )
}

function Advanced({ search }: { readonly search: FormSearch }) {
  const { t } = useTranslation('erp')
  const { advanced } = search
  if (advanced.error) return <ErrorState error={advanced.error} onRetry={advanced.retry} />
  if (advanced.loading) return <Loading />
  return (
    <form onSubmit={submitting(advanced.run)}>
      <Stack gap="xs">
        <CriteriaEditor
          fields={advanced.fields}
          rows={advanced.rows}
          checked={advanced.checked}
          onChange={advanced.change}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" onClick={advanced.close}>
            {t('connect.simple')}
          </Button>
          <Button type="submit" variant="default" loading={search.searching}>
            {t('connect.run')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function submitting(run: () => void) {
  return (event: FormEvent) => {
    event.preventDefault()
    run()
  }
}
