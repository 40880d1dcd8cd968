import { Button, Group, Stack, Tabs, Text } from '@mantine/core'
import {
  ArrowClockwiseIcon,
  ArrowCounterClockwiseIcon,
  EyeIcon,
  PuzzlePieceIcon,
  WarningCircleIcon,
} from '@phosphor-icons/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { Attention } from './attention.tsx'
import { beginning, changedChoices, type MappingDraft, resumes } from './mapping-draft.ts'
import { MappingProblem } from './mapping-problem.tsx'
import { MappingTab } from './mapping-tab.tsx'
import { PreviewDialog } from './preview-dialog.tsx'
import type { ActorType, Connection, Mapping } from './queries.ts'
import { type MappingChange, type Start, StartDialog } from './start-dialog.tsx'
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

/** What stands in front of the form: how new fields begin, whether to undo everything, or the preview of one type. */
type Asked = 'start' | 'undo' | ActorType

export function MappingForm(props: MappingFormProps) {
  const { t } = useTranslation(['sync', 'mapping', 'longWork', 'ui'])
  const { connection, mappings, at, onChanged, onInFront } = props
  const [tab, setTab] = useState<string | null>(at?.actorType ?? mappings[0]?.actorType ?? null)
  const [asked, setAsked] = useState<Asked>()
  const form = useMappingDrafts(connection.id, mappings, props.onSaved)
  const { drafts, changed, problem, refresh } = form
  const isChanged = changed.length > 0
  useEffect(() => onChanged(isChanged), [isChanged, onChanged])
  useEffect(() => {
    if (problem) setTab(problem.actorType)
  }, [problem])
  const ask = (question: Asked | undefined) => {
    setAsked(question)
    onInFront(question !== undefined)
  }
  // Only where cards are linked to an actor of this type is there something to begin.
  const beginners = changed.filter((draft) => draft.base.links > 0 && beginning(draft).length > 0)
  const begins = beginners.length > 0
  const resuming = changed.filter((draft) => resumes(draft) && !beginners.includes(draft))
  const finish = () => {
    if (!form.pending) props.onSaved()
    else if (begins) ask('start')
    else form.save('erp')
  }
  return (
    <Stack>
      {problem && (
        <Attention>
          <MappingProblem
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
      {drafts.length === 0 ? (
        <EmptyState icon={PuzzlePieceIcon} title={t('mapping.none')}>
          {t('mapping.noneText')}
        </EmptyState>
      ) : (
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List aria-label={t('mappings')}>
            {drafts.map(({ base, enabled }) => (
              <Tabs.Tab
                key={base.actorType}
                value={base.actorType}
                c={enabled ? '' : 'dimmed'}
                rightSection={
                  problem?.actorType === base.actorType && (
                    <WarningCircleIcon
                      color="var(--mantine-color-error)"
                      aria-label={t('mapping.hasFaults')}
                    />
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
                refusals={form.refusalsOf(draft.base.actorType)}
                at={at?.actorType === draft.base.actorType ? at.field : undefined}
                onChange={form.change}
              />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
      {connection.active && isChanged && (
        <Text size="sm" c="dimmed">
          {t('mapping.active')}
        </Text>
      )}
      <DialogFooter
        aside={
          <Group gap="xs">
            <Button
              variant="subtle"
              leftSection={<ArrowClockwiseIcon aria-hidden />}
              loading={refresh.isPending}
              onClick={() => refresh.mutate()}
            >
              {t('mapping:refresh')}
            </Button>
            {isChanged && (
              <Button
                variant="subtle"
                leftSection={<ArrowCounterClockwiseIcon aria-hidden />}
                onClick={() => ask('undo')}
              >
                {t('mapping:undoAll')}
              </Button>
            )}
            {begins && (
              <Button variant="subtle" leftSection={<EyeIcon aria-hidden />} onClick={() => ask('start')}>
                {t('mapping:preview')}
              </Button>
            )}
            {resuming.map(({ base }) => (
              <Button
                key={base.actorType}
                variant="subtle"
                leftSection={<EyeIcon aria-hidden />}
                onClick={() => ask(base.actorType)}
              >
                {t('longWork:preview.type', { type: t(`actorType.${base.actorType}`) })}
              </Button>
            ))}
          </Group>
        }
      >
        <Button variant="default" onClick={props.onCancel}>
          {t('ui:cancel')}
        </Button>
        <Button loading={form.saving} onClick={finish}>
          {t('done')}
        </Button>
      </DialogFooter>
      {asked === 'start' && (
        <StartDialog
          fields={beginners.flatMap(namesOf)}
          links={beginners.reduce((sum, { base }) => sum + base.links, 0)}
          connectionId={connection.id}
          changes={beginners.map(changeOf)}
          onChoose={(start: Start) => {
            ask(undefined)
            form.save(start)
          }}
          onCancel={() => ask(undefined)}
        />
      )}
      {resuming.map(
        (draft) =>
          asked === draft.base.actorType && (
            <PreviewDialog
              key={asked}
              connectionId={connection.id}
              name={t(`actorType.${asked}`)}
              request={{ of: 'mapping', start: 'asIs', ...changeOf(draft) }}
              onClose={() => ask(undefined)}
            />
          ),
      )}
      {asked === 'undo' && (
        <ConfirmDialog
          opened
          danger
          title={t('mapping:undoAll.title')}
          confirm={t('mapping:undoAll')}
          cancel={t('ui:discard.cancel')}
          onConfirm={() => {
            form.undoAll()
            ask(undefined)
          }}
          onCancel={() => ask(undefined)}
        >
          {t('mapping:undoAll.text', { count: changed.flatMap(changedChoices).length })}
        </ConfirmDialog>
      )}
    </Stack>
  )
}

function changeOf(draft: MappingDraft): MappingChange {
  return { actorType: draft.base.actorType, fields: changedChoices(draft) }
}

function namesOf(draft: MappingDraft): string[] {
  const keys = new Set(beginning(draft))
  return draft.base.fields.filter(({ key }) => keys.has(key)).map(({ label }) => label)
}
