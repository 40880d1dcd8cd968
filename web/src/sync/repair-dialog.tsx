import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { ErrorState } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import type { Comparison, DifferenceKind } from './comparison-queries.ts'
import { LongWorkProgress } from './long-work-progress.tsx'
import { longWorkQuery } from './long-work-queries.ts'
import { LongWorkResult } from './long-work-result.tsx'

type Side = 'rule' | 'erp' | 'crm'
const sides: readonly Side[] = ['rule', 'erp', 'crm']

/** What waits goes by itself. */
export function repairable(kind: DifferenceKind): kind is Exclude<DifferenceKind, 'waits'> {
  return kind !== 'waits'
}

interface RepairDialogProps {
  readonly comparison: Comparison
  /** Only these; none: all that can be repaired. */
  readonly kind: DifferenceKind | undefined
  readonly chosen: readonly number[]
  readonly onClose: () => void
}

/** Herstellen: which side stands, confirmed with the number of values it touches. */
export function RepairDialog({ comparison, kind, chosen, onClose }: RepairDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['comparison', 'ui'])
  const { crmName } = useSession()
  const { number } = useFormat()
  const queries = useQueryClient()
  const [side, setSide] = useState<Side>('rule')
  const kinds = comparison.kinds.map((one) => one.kind).filter((one) => kind === undefined || one === kind)
  const of = kinds.filter(repairable)
  const inKinds = comparison.kinds.filter((one) => of.some((known) => known === one.kind))
  const values = chosen.length || inKinds.reduce((sum, one) => sum + one.values, 0)
  const repair = useMutation({
    mutationFn: () =>
      api('POST /comparison-runs/{id}/repairs', {
        params: { id: comparison.id },
        json: { side, ...(chosen.length > 0 ? { differenceIds: [...chosen] } : { kinds: of }) },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('repair.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      size="lg"
    >
      {repair.data ? (
        <Going runId={repair.data.runId} onClose={onClose} />
      ) : (
        <Stack>
          <Text fw={600}>{t('repair.extent', { count: values, n: number(values) })}</Text>
          <Radio.Group
            label={t('repair.side')}
            value={side}
            onChange={(value) => setSide(sides.find((one) => one === value) ?? 'rule')}
          >
            <Stack gap="xs" mt="xs">
              {sides.map((one) => (
                <Radio key={one} value={one} label={t(`repair.side.${one}`, { crm: crmName })} />
              ))}
            </Stack>
          </Radio.Group>
          <Text size="sm" c="dimmed">
            {t('repair.text')}
          </Text>
          {repair.error && <ErrorState error={repair.error} />}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={onClose}>
              {t('ui:cancel')}
            </Button>
            <Button disabled={values === 0} loading={repair.isPending} onClick={() => repair.mutate()}>
              {t('repair')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function Going({ runId, onClose }: { readonly runId: number; readonly onClose: () => void }) {
  const { t } = useTranslation(['comparison', 'ui'])
  const work = useQuery(longWorkQuery(runId))
  return (
    <Stack>
      {work.error && <ErrorState error={work.error} onRetry={work.refetch} />}
      {work.data && (
        <>
          <LongWorkProgress work={work.data} />
          <LongWorkResult work={work.data} />
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('ui:close')}</Button>
      </Group>
    </Stack>
  )
}
