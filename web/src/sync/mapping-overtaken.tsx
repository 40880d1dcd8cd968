import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import type { Difference } from './mapping-differences.ts'
import type { Choice, MappingDraft } from './mapping-draft.ts'
import type { Mapping } from './queries.ts'
import { SomeoneElse, useSavedBy } from './someone-else.tsx'

interface MappingOvertakenProps {
  readonly draft: MappingDraft
  readonly theirs: Mapping
  readonly differences: readonly Difference[]
  readonly onMine: () => void
  readonly onTheirs: () => void
}

const atMost = 12

/** The mapping was changed since it was opened: by whom, in what, and how to go on. */
export function MappingOvertaken({ draft, theirs, differences, onMine, onTheirs }: MappingOvertakenProps) {
  const { t } = useTranslation(['mapping', 'sync'])
  const { crmName } = useSession()
  const savedBy = useSavedBy()
  const say = useDifferenceText([...draft.base.crmFields, ...theirs.crmFields])
  const { base } = draft
  const saved = theirs.changed?.at !== base.changed?.at
  const enabling = t('sync:mapping.enable', {
    actor: t(`sync:actorType.${base.actorType}`),
    crm: crmName,
    record: t(`sync:recordType.${base.recordType}`),
  })
  return (
    <SomeoneElse title={savedBy(saved ? theirs.changed : null)} onMine={onMine} onTheirs={onTheirs}>
      <List size="sm" spacing={2}>
        {theirs.enabled !== base.enabled && (
          <List.Item>
            {enabling}: {t(theirs.enabled ? 'on' : 'off')}
          </List.Item>
        )}
        {differences.slice(0, atMost).map((difference) => (
          <List.Item key={difference.key}>
            <bdi>{difference.label}</bdi>: {say(difference)}
            {difference.mine && (
              <Text span size="sm" fw={600}>
                {' '}
                {t('overtaken.alsoMine')}
              </Text>
            )}
          </List.Item>
        ))}
        {differences.length > atMost && (
          <List.Item>{t('overtaken.more', { count: differences.length - atMost })}</List.Item>
        )}
      </List>
    </SomeoneElse>
  )
}

/** One difference in words. */
function useDifferenceText(crmFields: Mapping['crmFields']) {
  const { t } = useTranslation(['mapping', 'sync', 'ui'])
  const { crmName } = useSession()
  const labels = new Map(crmFields.map(({ key, label }) => [key, label]))
  const mapped = ({ crmField, toCrm, toErp }: Choice) => {
    if (crmField === null) return t('ui:list.none')
    const label = labels.get(crmField) ?? crmField
    const arrows = [toErp && '<', toCrm && '>'].filter(Boolean).join(' ')
    return arrows === '' ? t('noDirection', { crmField: label }) : `${arrows} ${label}`
  }
  const onOff = (on: boolean) => t(on ? 'on' : 'off')
  const changes = (was: Choice, now: Choice): string[] => [
    ...(mapped(was) === mapped(now) ? [] : [t('wasNow', { was: mapped(was), now: mapped(now) })]),
    ...(was.conflictRule === now.conflictRule
      ? []
      : [`${t('sync:rule.label')}: ${t(`sync:rule.${now.conflictRule}`, { crm: crmName })}`]),
    ...(was.keepOnBlank === now.keepOnBlank
      ? []
      : [`${t('sync:rule.keepOnBlank')}: ${onOff(now.keepOnBlank)}`]),
    ...(was.showInSearch === now.showInSearch
      ? []
      : [`${t('sync:mapping.inSearch')}: ${onOff(now.showInSearch)}`]),
    ...(was.showInTab === now.showInTab ? [] : [`${t('sync:mapping.inTab')}: ${onOff(now.showInTab)}`]),
  ]
  return ({ inErp, was, now }: Difference) =>
    [...(inErp ? [t(`difference.${inErp}`)] : []), ...(was && now ? changes(was, now) : [])].join('; ')
}
