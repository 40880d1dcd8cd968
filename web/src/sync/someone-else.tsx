import { Alert, Button, Group, Stack } from '@mantine/core'
import { UsersIcon } from '@phosphor-icons/react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'

interface SomeoneElseProps {
  /** Who saved what, and when. */
  readonly title: string
  /** What they changed, one line each. */
  readonly children: ReactNode
  readonly onMine: () => void
  readonly onTheirs: () => void
}

/** Somebody else saved first: what they changed, and the two ways to go on. Nothing of either is lost. */
export function SomeoneElse({ title, children, onMine, onTheirs }: SomeoneElseProps) {
  const { t } = useTranslation('mapping')
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <Alert ref={box} tabIndex={-1} color="amber" role="alert" icon={<UsersIcon aria-hidden />} title={title}>
      <Stack gap="sm">
        {t('overtaken.text')}
        {children}
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onMine}>
            {t('overtaken.mine')}
          </Button>
          <Button size="xs" variant="default" onClick={onTheirs}>
            {t('overtaken.theirs')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

/** Who saved mappings last and when; null: nobody did, the ERP itself changed. */
export function useSavedBy() {
  const { t } = useTranslation('mapping')
  const { time } = useFormat()
  return (changed: { readonly by: string | null; readonly at: string } | null) =>
    changed
      ? t('overtaken.by', { who: changed.by ?? t('overtaken.somebody'), at: time(changed.at) })
      : t('overtaken.byErp')
}
