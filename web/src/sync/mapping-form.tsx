import { Button, Stack, Tabs, Text } from '@mantine/core'
import { PuzzlePieceIcon, WarningCircleIcon } from '@phosphor-icons/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { EmptyState } from '../ui/states.tsx'
import { beginning, changedChoices, type MappingDraft } from './mapping-draft.ts'
import { MappingProblem } from './mapping-problem.tsx'
import { MappingTab } from './mapping-tab.tsx'
import type { ActorType, Connection, Mapping } from './queries.ts'
import { type Start, StartDialog } from './start-dialog.tsx'
import { useMappingDrafts } from './use-mapping-drafts.ts'

interface MappingFormProps {
  readonly connection: Connection
  readonly mappings: readonly Mapping[]
  readonly at: { readonly actorType: ActorType; readonly field: string } | undefined
  readonly onChanged: (changed: boolean) => void
  /** Whether a question stands in front of the dialog. */
  readonly onInFront: (inFront: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

export function MappingForm(props: MappingFormProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const { connection, mappings, at, onChanged, onInFront } = props
  const [tab, setTab] = useState<string | null>(at?.actorType ?? mappings[0]?.actorType ?? null)
  const [asking, setAsking] = useState(false)
  const form = useMappingDrafts(connection.id, mappings, props.onSaved)
  const { drafts, changed, problem } = form
  const isChanged = changed.length > 0
  useEffect(() => onChanged(isChanged), [isChanged, onChanged])
  useEffect(() => {
    if (problem) setTab(problem.actorType)
  }, [problem])
  const ask = (open: boolean) => {
    setAsking(open)
    onInFront(open)
  }
  const fresh = changed.flatMap((draft) => namesOf(draft))
  const finish = () => {
    if (!isChanged) props.onSaved()
    else if (connection.links > 0 && fresh.length > 0) ask(true)
    else form.save('erp')
  }
  if (mappings.length === 0) {
    return (
      <EmptyState icon={PuzzlePieceIcon} title={t('mapping.none')}>
        {t('mapping.noneText')}
      </EmptyState>
    )
  }
  return (
    <Stack>
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List aria-label={t('mappings')}>
          {drafts.map(({ base, enabled }) => (
            <Tabs.Tab
              key={base.actorType}
              value={base.actorType}
              c={enabled ? '' : 'dimmed'}
              rightSection={
                problem?.actorType === base.actorType && (
                  <WarningCircleIcon color="var(--mantine-color-error)" aria-label={t('mapping.hasFaults')} />
                )
              }
            >
              {t(`actorType.${base.actorType}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {drafts.map((draft) => (
          <Tabs.Panel key={draft.base.actorType} value={draft.base.actorType} pt="md">
            <MappingTab
              draft={draft}
              faults={form.faultsOf(draft.base.actorType)}
              at={at?.actorType === draft.base.actorType ? at.field : undefined}
              onChange={form.change}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      {problem && (
        <MappingProblem problem={problem} busy={form.reloading} onReload={form.reloadKeepingMine} />
      )}
      <DialogFooter
        aside={
          <Text size="sm" c="dimmed">
            {connection.active && isChanged && t('mapping.active')}
          </Text>
        }
      >
        <Button variant="default" onClick={props.onCancel}>
          {t('ui:cancel')}
        </Button>
        <Button loading={form.saving} onClick={finish}>
          {t('done')}
        </Button>
      </DialogFooter>
      {asking && (
        <StartDialog
          fields={fresh}
          links={connection.links}
          connectionId={connection.id}
          changes={changed
            .filter((draft) => beginning(draft).length > 0)
            .map((draft) => ({ actorType: draft.base.actorType, fields: changedChoices(draft) }))}
          onChoose={(start: Start) => {
            ask(false)
            form.save(start)
          }}
          onCancel={() => ask(false)}
        />
      )}
    </Stack>
  )
}

function namesOf(draft: MappingDraft): string[] {
  const keys = new Set(beginning(draft))
  return draft.base.fields.filter(({ key }) => keys.has(key)).map(({ label }) => label)
}
