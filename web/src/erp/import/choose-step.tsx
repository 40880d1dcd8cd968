import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { PlusIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { useFormat } from '../../ui/format.ts'
import { ErrorState } from '../../ui/states.tsx'
import { SearchForm } from '../search-form.tsx'
import { ChosenBar } from './chosen-bar.tsx'
import { HitTable } from './hit-table.tsx'
import classes from './import.module.css'
import { type Import, isBusy, useImportChange } from './queries.ts'
import { useImportSearch } from './use-import-search.ts'

interface ChooseStepProps {
  readonly one: Import
  readonly onNext: () => void
}

const atOnce = 200

/** Zoeken in ERP and Import toevoegen: some of what is found, or all of it. */
export function ChooseStep({ one, onNext }: ChooseStepProps) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const search = useImportSearch(one)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const params = { id: one.id }
  const add = useImportChange(async () => {
    let added = one
    const keys = [...ticked]
    for (let from = 0; from < keys.length; from += atOnce) {
      added = await api('POST /imports/{id}/rows', {
        params,
        json: { keys: keys.slice(from, from + atOnce) },
      })
    }
    setTicked(new Set())
    return added
  })
  const addAll = useImportChange(() => api('POST /imports/{id}/collections', { params, json: search.asked }))
  const busy = isBusy(one)
  const everything =
    search.total === null ? t('choose.addAll') : t('choose.addAllOf', { n: number(search.total) })
  return (
    <Stack>
      <SearchForm search={search} />
      {one.counts.rows === 0 && (
        <Text size="sm" c="dimmed">
          {t('choose.hint')}
        </Text>
      )}
      <HitTable importId={one.id} rows={one.counts.rows} search={search} ticked={ticked} onTick={setTicked} />
      {(add.error ?? addAll.error) && <ErrorState error={add.error ?? addAll.error} />}
      <Paper withBorder p={{ base: 'xs', sm: 'md' }} className={classes.bar ?? ''}>
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Button
              leftSection={<PlusIcon aria-hidden />}
              disabled={ticked.size === 0 || busy}
              loading={add.isPending}
              onClick={() => add.mutate()}
            >
              {ticked.size === 0 ? t('choose.add') : t('choose.addOf', { n: number(ticked.size) })}
            </Button>
            <Button
              variant="default"
              disabled={busy || !search.hits?.length}
              loading={addAll.isPending}
              onClick={() => addAll.mutate()}
            >
              {everything}
            </Button>
          </Group>
          <ChosenBar one={one} />
          <Button disabled={one.counts.rows === 0 || busy} onClick={onNext}>
            {t('next')}
          </Button>
        </Group>
      </Paper>
    </Stack>
  )
}
