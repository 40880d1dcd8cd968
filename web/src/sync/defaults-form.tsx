import { Badge, Button, Stack, Tabs, Text } from '@mantine/core'
import { PuzzlePieceIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { EmptyState } from '../ui/states.tsx'
import { DefaultDialog } from './default-dialog.tsx'
import { isSet } from './default-draft.ts'
import type { Defaults } from './defaults-query.ts'
import { DefaultsTab } from './defaults-tab.tsx'

interface DefaultsFormProps {
  readonly connectionId: number
  readonly all: readonly Defaults[]
  readonly at: Defaults['actorType'] | undefined
  /** Whether a dialog stands in front of this one. */
  readonly onInFront: (inFront: boolean) => void
  readonly onClose: () => void
}

interface Edited {
  readonly actorType: Defaults['actorType']
  /** undefined: one is added. */
  readonly field: string | undefined
}

export function DefaultsForm({ connectionId, all, at, onInFront, onClose }: DefaultsFormProps) {
  const { t } = useTranslation(['defaults', 'sync'])
  const [edited, setEdited] = useState<Edited>()
  const edit = (next: Edited | undefined) => {
    setEdited(next)
    onInFront(next !== undefined)
  }
  const editing = all.find(({ actorType }) => actorType === edited?.actorType)
  if (all.length === 0) {
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
      <Tabs defaultValue={at ?? all[0]?.actorType ?? null} keepMounted={false}>
        <Tabs.List aria-label={t('title')}>
          {all.map(({ actorType, fields }) => (
            <Tabs.Tab
              key={actorType}
              value={actorType}
              rightSection={<Count count={fields.filter(isSet).length} />}
            >
              {t(`sync:actorType.${actorType}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {all.map((defaults) => (
          <Tabs.Panel key={defaults.actorType} value={defaults.actorType} pt="md">
            <DefaultsTab
              connectionId={connectionId}
              defaults={defaults}
              onAdd={() => edit({ actorType: defaults.actorType, field: undefined })}
              onEdit={(field) => edit({ actorType: defaults.actorType, field })}
              onInFront={onInFront}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      <DialogFooter>
        <Button onClick={onClose}>{t('sync:done')}</Button>
      </DialogFooter>
      {edited && editing && (
        <DefaultDialog
          connectionId={connectionId}
          defaults={editing}
          fieldKey={edited.field}
          onClose={() => edit(undefined)}
        />
      )}
    </Stack>
  )
}

function Count({ count }: { readonly count: number }) {
  return count > 0 ? (
    <Badge size="sm" color="gray" variant="light" circle={count < 10} aria-hidden>
      {count}
    </Badge>
  ) : null
}
