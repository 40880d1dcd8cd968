import { Anchor, Button, Collapse, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { ComparedFields } from './compared-fields.tsx'
import { allOf, type Choices, type Pending, proposed, type Side } from './pending.ts'
import type { ActorType, Comparison, Hit, RecordRef } from './queries.ts'
import { Waiting } from './waiting.tsx'

interface CompareStepProps {
  readonly record: RecordRef
  readonly connectionId: number
  readonly connectionName: string
  readonly actorType: ActorType
  readonly hit: Hit
  readonly onConnect: (pending: Pending) => void
  readonly onBack: () => void
  readonly onCancel: () => void
}

/** Both values of each field that will be synchronised, before the link is made. */
export function CompareStep(props: CompareStepProps) {
  const { record, connectionId, actorType, hit } = props
  const comparison = useQuery({
    queryKey: ['comparison', connectionId, actorType, hit.key, record.recordType, record.recordId],
    queryFn: ({ signal }) =>
      api('POST /connections/{id}/comparisons', {
        params: { id: connectionId },
        json: { recordType: record.recordType, recordId: record.recordId, actorType, actorKey: hit.key },
        signal,
      }),
    // What is being chosen stays: it is asked once for each time the step is opened.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (comparison.data) return <Choosing {...props} comparison={comparison.data} />
  return (
    <Stack>
      {comparison.error ? (
        <ErrorState error={comparison.error} onRetry={comparison.refetch} />
      ) : (
        <>
          <Loading />
          <Waiting name={props.connectionName} onStop={props.onBack} />
        </>
      )}
      <Actions {...props} />
    </Stack>
  )
}

function Choosing(props: CompareStepProps & { readonly comparison: Comparison }) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  const { comparison, actorType, hit, onConnect } = props
  const { fields, title } = comparison
  const [choices, setChoices] = useState<Choices>(() => proposed(fields))
  const [opened, folded] = useDisclosure()
  const same = fields.filter((field) => field.same)
  const differing = fields.filter((field) => !field.same)
  const all = (side: Side, name: string) => (
    <Button size="xs" variant="default" onClick={() => setChoices(allOf(fields, side))}>
      {t('compare.all', { side: name })}
    </Button>
  )
  return (
    <Stack>
      <Text c="dimmed">{differing.length > 0 ? t('compare.text') : t('compare.equal')}</Text>
      {differing.length > 0 && (
        <>
          <Group gap="xs" justify="flex-end">
            {all('crm', crmName)}
            {all('erp', t('erp'))}
          </Group>
          <ComparedFields
            fields={differing}
            choices={choices}
            onChoose={(key, side) => setChoices((old) => ({ ...old, [key]: side }))}
          />
        </>
      )}
      {same.length > 0 && (
        <Stack gap="xs">
          <Anchor
            component="button"
            type="button"
            size="sm"
            w="fit-content"
            aria-expanded={opened}
            onClick={folded.toggle}
          >
            {t(opened ? 'compare.hideSame' : 'compare.showSame', { count: same.length })}
          </Anchor>
          <Collapse expanded={opened}>
            <ComparedFields fields={same} choices={choices} onChoose={() => undefined} />
          </Collapse>
        </Stack>
      )}
      <Actions
        {...props}
        onConfirm={() => onConnect({ kind: 'connect', actorType, actorKey: hit.key, title, fields, choices })}
      />
    </Stack>
  )
}

interface ActionsProps {
  readonly onBack: () => void
  readonly onCancel: () => void
  readonly onConfirm?: () => void
}

function Actions({ onBack, onCancel, onConfirm }: ActionsProps) {
  const { t } = useTranslation(['erp', 'ui'])
  const confirm = useRef<HTMLButtonElement>(null)
  const ready = onConfirm !== undefined
  // What had the focus was on the step before.
  useEffect(() => {
    if (ready) confirm.current?.focus()
  }, [ready])
  return (
    <DialogFooter
      aside={
        <Button variant="subtle" onClick={onBack}>
          {t('compare.back')}
        </Button>
      }
    >
      <Button variant="default" onClick={onCancel}>
        {t('ui:cancel')}
      </Button>
      <Button ref={confirm} disabled={!onConfirm} onClick={onConfirm}>
        {t('connect.confirm')}
      </Button>
    </DialogFooter>
  )
}
