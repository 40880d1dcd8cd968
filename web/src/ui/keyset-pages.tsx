import { Button, Group, Text } from '@mantine/core'
import { CaretLeftIcon, CaretRightIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Where one is in a list that knows no page numbers: the cursors of the pages so far. */
export function useKeyset<Cursor>() {
  const [cursors, setCursors] = useState<readonly Cursor[]>([])
  return {
    cursor: cursors.at(-1),
    atStart: cursors.length === 0,
    onNext: (next: Cursor) => setCursors([...cursors, next]),
    onBack: () => setCursors(cursors.slice(0, -1)),
  }
}

interface KeysetPagesProps<Cursor> {
  readonly keyset: ReturnType<typeof useKeyset<Cursor>>
  readonly next: Cursor | null | undefined
  /** What is said of a search that has not come to the end. */
  readonly note?: string | undefined
}

/** Newer and older, for a list that is long. */
export function KeysetPages<Cursor>({ keyset, next, note }: KeysetPagesProps<Cursor>) {
  const { t } = useTranslation('ui')
  const more = next !== null && next !== undefined
  if (keyset.atStart && !more) return null
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {note}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<CaretLeftIcon aria-hidden />}
          disabled={keyset.atStart}
          onClick={keyset.onBack}
        >
          {t('pages.previous')}
        </Button>
        <Button
          size="xs"
          variant="default"
          rightSection={<CaretRightIcon aria-hidden />}
          disabled={!more}
          onClick={() => more && keyset.onNext(next)}
        >
          {t('pages.next')}
        </Button>
      </Group>
    </Group>
  )
}
