import { Alert, Stack, Text } from '@mantine/core'
import { WarningIcon } from '@phosphor-icons/react'
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Gap, useRowsInView } from '../ui/rows-in-view.tsx'
import classes from './mapping.module.css'
import { type Choice, chooseCrmField, type MappingDraft, put } from './mapping-draft.ts'
import { faultsIn, type MappingFault, takenBy } from './mapping-faults.ts'
import { MappingRow, mappingRowHeight } from './mapping-row.tsx'
import { MappingTable } from './mapping-table.tsx'
import { type MappingFilter, MappingToolbar } from './mapping-toolbar.tsx'
import type { ActorType, MappedField } from './queries.ts'

interface MappingTabProps {
  readonly draft: MappingDraft
  /** ERP field → what the server says of it. */
  readonly refusals: ReadonlyMap<string, string>
  /** The field to look at first. */
  readonly at: string | undefined
  readonly onChange: (actorType: ActorType, make: (draft: MappingDraft) => MappingDraft) => void
}

/** Of the frame, as its style says. */
const atMostHigh = 620

/** The field mapping of one actor type. */
export function MappingTab({ draft, refusals, at, onChange }: MappingTabProps) {
  const { t } = useTranslation(['sync', 'mapping'])
  const { base, choices } = draft
  const { actorType, crmFields, fields } = base
  // A field that is mended while one looks at what is wrong stays in sight: chosen by how things were then.
  const [filter, setFilter] = useState<MappingFilter & { readonly of: MappingDraft }>({
    text: '',
    show: 'all',
    of: draft,
  })
  const sought = useDeferredValue(filter)
  const set = useCallback(
    (choice: Choice) => onChange(actorType, (old) => put(old, choice)),
    [actorType, onChange],
  )
  const faults = useMemo(() => faultsIn(draft), [draft])
  const taken = useMemo(() => takenBy(draft), [draft])
  const suggested = useMemo(() => suggestionsIn(draft), [draft])
  const textOf = useFaultText()
  const wrong = (key: string) => refusals.has(key) || faults.has(key)
  const wrongThen = useMemo(() => faultsIn(sought.of), [sought.of])
  const visible = fields.filter((field) =>
    shown(field, sought.of, sought, refusals.has(field.key) || wrongThen.has(field.key)),
  )
  const [frame, rows] = useRowsInView<HTMLDivElement>(visible.length, mappingRowHeight, atMostHigh)
  const place = useMemo(() => fields.findIndex(({ key }) => key === at), [fields, at])
  useEffect(() => {
    // There, the row finds itself.
    if (place > 0) frame.current?.scrollTo({ top: (place - 2) * mappingRowHeight })
  }, [frame, place])
  const takeSuggestions = () =>
    onChange(actorType, (old) =>
      fields.reduce((next, field) => {
        const [choice, crmField] = [old.choices.get(field.key), suggested.get(field.key)]
        return choice && crmField !== undefined ? put(next, chooseCrmField(field, choice, crmField)) : next
      }, old),
    )
  return (
    <Stack gap="sm">
      {!base.inErp && (
        <Alert color="amber" icon={<WarningIcon aria-hidden />}>
          {t('mapping.typeGone', { actor: t(`actorType.${actorType}`) })}
        </Alert>
      )}
      <MappingToolbar
        draft={draft}
        filter={filter}
        onFilter={(next) => {
          frame.current?.scrollTo({ top: 0 })
          setFilter({ ...next, of: draft })
        }}
        faults={fields.filter(({ key }) => wrong(key)).length}
        suggested={suggested.size}
        onEnable={(enabled) => onChange(actorType, (old) => ({ ...old, enabled }))}
        onTakeSuggestions={takeSuggestions}
      />
      <div className={classes.frame} ref={frame} onScroll={rows.onScroll}>
        <MappingTable count={visible.length}>
          <Gap height={rows.before} columns={6} />
          {visible.slice(rows.from, rows.to).map((field, index) => (
            <MappingRow
              key={field.key}
              row={rows.from + index + 2}
              field={field}
              choice={choices.get(field.key) ?? field}
              crmFields={crmFields}
              suggestion={suggested.get(field.key)}
              taken={taken.get(field.key)}
              fault={refusals.get(field.key) ?? textOf(faults.get(field.key), 'fault')}
              hint={textOf(faults.get(field.key), 'hint')}
              sought={field.key === at}
              onChange={set}
            />
          ))}
          <Gap height={rows.after} columns={6} />
        </MappingTable>
        {visible.length === 0 && (
          <Text c="dimmed" ta="center" py="xl">
            {fields.length === 0
              ? t('mapping:noFields', { actor: t(`actorType.${actorType}`) })
              : t('mapping.nothingFound')}
          </Text>
        )}
      </div>
    </Stack>
  )
}

/** What is wrong with a field in words: a fault, or only a hint of what is still to be done. */
function useFaultText() {
  const { t } = useTranslation(['sync', 'mapping'])
  return (fault: MappingFault | undefined, as: 'fault' | 'hint'): string | undefined => {
    if (fault === undefined || (fault.kind === 'needsDirection') !== (as === 'hint')) return undefined
    switch (fault.kind) {
      case 'crmFieldGone':
        return t('mapping:fault.crmFieldGone')
      case 'writtenTwice':
        return t('mapping:fault.writtenTwice', { field: fault.other })
      case 'impossible':
        return fault.reason
      case 'needsDirection':
        return t('mapping:fault.needsDirection')
    }
  }
}

/** CRM fields that look like those of ERP fields without one, as long as nobody else has taken them. */
function suggestionsIn({ base, choices }: MappingDraft): ReadonlyMap<string, string> {
  const used = new Set([...choices.values()].map(({ crmField }) => crmField))
  return new Map(
    base.fields.flatMap(({ key, suggestion }) => {
      const open = choices.get(key)?.crmField === null
      return open && suggestion !== null && !used.has(suggestion) ? [[key, suggestion] as const] : []
    }),
  )
}

function shown(
  field: MappedField,
  { base, choices }: MappingDraft,
  { show, text }: MappingFilter,
  wrong: boolean,
): boolean {
  const crmField = (choices.get(field.key) ?? field).crmField
  if (show === 'faults' && !wrong) return false
  if (show === 'mapped' && crmField === null) return false
  if (show === 'unmapped' && crmField !== null) return false
  const sought = text.trim().toLowerCase()
  if (sought === '') return true
  const crmLabel = base.crmFields.find(({ key }) => key === crmField)?.label ?? ''
  return [field.label, field.key, crmLabel].some((name) => name.toLowerCase().includes(sought))
}
