import { Alert, Button, Stack, Tabs, Text } from '@mantine/core'
import { PuzzlePieceIcon, UsersIcon } from '@phosphor-icons/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { OrderedList, OrderHint } from '../ui/ordered-list.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { type RankDraft, type Ranks, useRankDrafts } from './use-rank-drafts.ts'

interface RankFormProps {
  readonly connectionId: number
  readonly ranks: readonly Ranks[]
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

export function RankForm({ connectionId, ranks, onChanged, onSaved, onCancel }: RankFormProps) {
  const { t } = useTranslation(['ranking', 'sync', 'defaults', 'ui'])
  const form = useRankDrafts(connectionId, ranks, onSaved)
  const { drafts, changed } = form
  useEffect(() => onChanged(changed), [changed, onChanged])
  if (drafts.length === 0) {
    return (
      <EmptyState icon={PuzzlePieceIcon} title={t('sync:mapping.none')}>
        {t('sync:mapping.noneText')}
      </EmptyState>
    )
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('text')}
      </Text>
      <Tabs defaultValue={drafts[0]?.base.actorType ?? null} keepMounted={false}>
        <Tabs.List aria-label={t('title')}>
          {drafts.map(({ base }) => (
            <Tabs.Tab key={base.actorType} value={base.actorType}>
              {t(`sync:actorType.${base.actorType}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {drafts.map((draft) => (
          <Tabs.Panel key={draft.base.actorType} value={draft.base.actorType} pt="md">
            <Fields draft={draft} onChange={(order) => form.put({ ...draft, order })} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <OrderHint />
      {form.overtaken ? (
        <Alert
          color="amber"
          role="alert"
          icon={<UsersIcon aria-hidden />}
          title={t('defaults:overtaken.title')}
        >
          <Stack gap="sm" align="flex-start">
            {t('overtaken')}
            <Button size="xs" variant="default" loading={form.reloading} onClick={() => form.reload()}>
              {t('defaults:overtaken.reload')}
            </Button>
          </Stack>
        </Alert>
      ) : (
        form.error && <ErrorState error={form.error} />
      )}
      <DialogFooter>
        <Button variant="default" onClick={onCancel}>
          {t('ui:cancel')}
        </Button>
        <Button
          loading={form.saving}
          disabled={form.overtaken}
          onClick={() => (changed ? form.save() : onSaved())}
        >
          {t('sync:done')}
        </Button>
      </DialogFooter>
    </Stack>
  )
}

interface FieldsProps {
  readonly draft: RankDraft
  readonly onChange: (order: readonly string[]) => void
}

function Fields({ draft: { base, order }, onChange }: FieldsProps) {
  const { t } = useTranslation(['ranking', 'sync', 'mapping'])
  const actor = t(`sync:actorType.${base.actorType}`)
  const byKey = new Map(base.fields.map((field) => [field.key, field]))
  const items = order.flatMap((key) => {
    const field = byKey.get(key)
    if (!field) return []
    const shown = [field.showInTab && t('inTab'), field.showInSearch && t('inSearch')].filter(Boolean)
    return [{ key, label: field.label, detail: shown.join(' · ') }]
  })
  if (items.length === 0)
    return (
      <EmptyState icon={PuzzlePieceIcon} title={t('mapping:noFields', { actor })}>
        {t('mapping:noFieldsText')}
      </EmptyState>
    )
  return (
    <OrderedList label={t('ofType', { actor })} items={items} onChange={onChange} height="min(48vh, 460px)" />
  )
}
