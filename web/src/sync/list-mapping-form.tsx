import { Anchor, Badge, Button, List, Stack, Tabs, Text } from '@mantine/core'
import { ArrowClockwiseIcon } from '@phosphor-icons/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Attention } from './attention.tsx'
import { type ListDraft, listKey, openItems, usedTwice } from './list-draft.ts'
import { ListItems, type ListView } from './list-items.tsx'
import { ListOvertaken } from './list-overtaken.tsx'
import type { ListMapping } from './queries.ts'
import { useListDrafts } from './use-list-drafts.ts'

interface ListMappingFormProps {
  readonly connectionId: number
  readonly lists: readonly ListMapping[]
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

export function ListMappingForm({ connectionId, lists, onChanged, onSaved, onCancel }: ListMappingFormProps) {
  const { t } = useTranslation(['sync', 'mapping', 'ui'])
  const form = useListDrafts(connectionId, lists, onSaved)
  const { drafts, isChanged, problem, refresh } = form
  const [tab, setTab] = useState<string | null>(lists[0] ? listKey(lists[0]) : null)
  const [view, setView] = useState<Pick<ListView, 'show'> & { readonly of?: ListDraft }>({ show: 'all' })
  const blocked = drafts.filter(({ items }) => usedTwice(items).size > 0)
  useEffect(() => onChanged(isChanged), [isChanged, onChanged])
  useEffect(() => {
    if (problem) setTab(problem.list)
  }, [problem])
  return (
    <Stack>
      {problem && (
        <Attention>
          <ListOvertaken
            problem={problem}
            drafts={drafts}
            onMine={form.keepMine}
            onTheirs={form.takeTheirs}
          />
        </Attention>
      )}
      {refresh.error && (
        <Attention>
          <ErrorState error={refresh.error} onRetry={refresh.mutate} />
        </Attention>
      )}
      <Tabs
        orientation="vertical"
        value={tab}
        onChange={(list) => {
          setTab(list)
          setView({ show: 'all' })
        }}
        keepMounted={false}
        variant="pills"
        styles={{ tabLabel: { textAlign: 'left', overflowWrap: 'anywhere' } }}
      >
        <Tabs.List aria-label={t('lists.label')} w={220} style={{ flexWrap: 'nowrap' }}>
          {drafts.map((draft) => (
            <Tabs.Tab
              key={listKey(draft.base)}
              value={listKey(draft.base)}
              rightSection={<Open draft={draft} />}
            >
              {draft.base.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {drafts.map((draft) => (
          <Tabs.Panel key={listKey(draft.base)} value={listKey(draft.base)} pl="lg" miw={0}>
            <ListItems draft={draft} view={{ of: draft, ...view }} onView={setView} onChange={form.change} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <div role="status">
        {blocked.length > 0 && (
          <Blocked
            drafts={blocked}
            onShow={(of) => {
              setTab(listKey(of.base))
              setView({ show: 'twice', of })
            }}
          />
        )}
      </div>
      <DialogFooter
        aside={
          <Button
            variant="subtle"
            leftSection={<ArrowClockwiseIcon aria-hidden />}
            loading={refresh.isPending}
            onClick={() => refresh.mutate()}
          >
            {t('mapping:lists.refresh')}
          </Button>
        }
      >
        <Button variant="default" onClick={onCancel}>
          {t('ui:cancel')}
        </Button>
        <Button
          disabled={blocked.length > 0}
          loading={form.saving}
          onClick={() => (form.pending ? form.save() : onSaved())}
        >
          {t('ui:save')}
        </Button>
      </DialogFooter>
    </Stack>
  )
}

interface BlockedProps {
  readonly drafts: readonly ListDraft[]
  readonly onShow: (draft: ListDraft) => void
}

const atMost = 3

/** Which CRM items are used twice, so that nothing can be saved. */
function Blocked({ drafts, onShow }: BlockedProps) {
  const { t } = useTranslation(['sync', 'mapping'])
  return (
    <>
      <Text size="sm" c="var(--mantine-color-error)">
        {t('lists.blocked')}
      </Text>
      <List size="sm">
        {drafts.flatMap((draft) => {
          const { base, items } = draft
          const crm = new Map(base.crmItems.map(({ key, label }) => [key, label]))
          const erp = new Map(base.items.map(({ erpItem, label }) => [erpItem, label]))
          return [...usedTwice(items)].slice(0, atMost).map(([crmItem, erpItems]) => (
            <List.Item key={`${listKey(base)} ${crmItem}`}>
              <Anchor component="button" type="button" size="sm" onClick={() => onShow(draft)}>
                {t('mapping:lists.twice', {
                  list: base.label,
                  crmItem: crm.get(crmItem) ?? crmItem,
                  items: erpItems.map((erpItem) => erp.get(erpItem) ?? erpItem).join(', '),
                })}
              </Anchor>
            </List.Item>
          ))
        })}
      </List>
    </>
  )
}

/** How many items still lack a counterpart; red when one is used twice. */
function Open({ draft }: { readonly draft: ListDraft }) {
  const { t } = useTranslation('sync')
  const open = openItems(draft).size
  const twice = usedTwice(draft.items).size > 0
  if (open === 0 && !twice) return null
  return (
    <Badge
      size="sm"
      circle={open < 10}
      miw="max-content"
      color={twice ? 'red' : 'gray'}
      title={twice ? t('lists.blocked') : t('lists.open', { count: open })}
    >
      {twice ? '!' : open}
    </Badge>
  )
}
