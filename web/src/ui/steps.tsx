import { Button, Group, Text } from '@mantine/core'
import { CaretLeftIcon, CaretRightIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'

interface StepsProps {
  /** The number of the first row shown, and how many are. */
  readonly from: number
  readonly shown: number
  readonly total: number
  /** There are more than `total`. */
  readonly more: boolean
  readonly onPrevious: (() => void) | undefined
  readonly onNext: (() => void) | undefined
}

/** "51–100 van meer dan 10.000" and a step back and on, for a list that is not counted to the end. */
export function Steps({ from, shown, total, more, onPrevious, onNext }: StepsProps) {
  const { t } = useTranslation('ui')
  const { number } = useFormat()
  const to = from + shown - 1
  const range = { from: number(from), to: number(to), total: number(Math.max(total, to)) }
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {t(more ? 'pages.rangeOfMore' : 'pages.range', range)}
      </Text>
      {(onPrevious || onNext) && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<CaretLeftIcon aria-hidden />}
            disabled={!onPrevious}
            onClick={onPrevious}
          >
            {t('pages.previous')}
          </Button>
          <Button
            size="xs"
            variant="default"
            rightSection={<CaretRightIcon aria-hidden />}
            disabled={!onNext}
            onClick={onNext}
          >
            {t('pages.next')}
          </Button>
        </Group>
      )}
    </Group>
  )
}
