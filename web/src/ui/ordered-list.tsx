import { ActionIcon, Box, Group, Stack, Text, Tooltip, VisuallyHidden } from '@mantine/core'
import {
  ArrowCircleDownIcon,
  ArrowCircleUpIcon,
  ArrowLineDownIcon,
  ArrowLineUpIcon,
  DotsSixVerticalIcon,
  type Icon,
} from '@phosphor-icons/react'
import { type DragEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './ordered-list.module.css'
import { useOrdering } from './use-ordering.ts'

export interface OrderedItem {
  readonly key: string
  readonly label: string
  /** Beside the label; text only. */
  readonly detail?: ReactNode
}

interface OrderedListProps {
  readonly label: string
  /** In their order. */
  readonly items: readonly OrderedItem[]
  readonly onChange: (order: readonly string[]) => void
  readonly height?: number | string
}

/** A list that is put in order: by buttons, by dragging, or with Alt and the arrow keys; several at once. */
export function OrderedList({ label, items, onChange, height = 420 }: OrderedListProps) {
  const { t } = useTranslation('ui')
  const id = useId()
  const [said, setSaid] = useState('')
  const [over, setOver] = useState<string>()
  const box = useRef<HTMLDivElement>(null)
  const byKey = new Map(items.map((item) => [item.key, item]))
  const labelOf = (key: string) => byKey.get(key)?.label ?? ''
  const ordering = useOrdering({
    order: items.map(({ key }) => key),
    labelOf,
    onChange,
    onMoved: (moved, order) => {
      const place = { position: order.indexOf(moved[0] ?? '') + 1, of: order.length }
      setSaid(
        moved.length === 1
          ? t('order.moved', { name: labelOf(moved[0] ?? ''), ...place })
          : t('order.movedMany', { count: moved.length, ...place }),
      )
    },
  })
  const { active, chosen } = ordering
  const activeIndex = items.findIndex(({ key }) => key === active)
  useEffect(() => {
    // Reads the index, so that what was moved is followed as well as what was gone to.
    const row = activeIndex < 0 ? undefined : box.current?.children[activeIndex]
    row?.scrollIntoView({ block: 'nearest' })
  }, [activeIndex])
  const drag = (key: string) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', labelOf(key))
      ordering.onDragStart(key)
    },
    onDragOver: (event: DragEvent) => {
      event.preventDefault()
      setOver(dropPlace(event, key, items))
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(undefined)
      ordering.onDrop(dropPlace(event, key, items))
    },
    onDragEnd: () => setOver(undefined),
  })
  return (
    <Group align="flex-start" wrap="nowrap" gap="sm">
      <Box
        ref={box}
        className={classes.list ?? ''}
        mah={height}
        role="listbox"
        aria-label={label}
        aria-multiselectable
        aria-describedby={`${id}-how`}
        aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeIndex}`}
        tabIndex={0}
        onKeyDown={ordering.onKeyDown}
      >
        {items.map(({ key, label: name, detail }, index) => (
          <Box
            key={key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={chosen.has(key)}
            className={classes.item ?? ''}
            data-active={key === active || undefined}
            data-over={key === over || undefined}
            onClick={(event) => ordering.onClick(key, event)}
            {...drag(key)}
          >
            <span className={classes.rank}>{index + 1}</span>
            <DotsSixVerticalIcon className={classes.grip ?? ''} aria-hidden />
            <span className={classes.name}>{name}</span>
            <span className={classes.detail}>{detail}</span>
          </Box>
        ))}
      </Box>
      <Stack gap={6} role="group" aria-label={t('order.move')}>
        <Move icon={ArrowLineUpIcon} label={t('order.first')} onClick={() => ordering.toEnd('first')} />
        <Move icon={ArrowCircleUpIcon} label={t('order.up')} onClick={() => ordering.step(-1)} />
        <Move icon={ArrowCircleDownIcon} label={t('order.down')} onClick={() => ordering.step(1)} />
        <Move icon={ArrowLineDownIcon} label={t('order.last')} onClick={() => ordering.toEnd('last')} />
      </Stack>
      <VisuallyHidden id={`${id}-how`}>{t('order.how')}</VisuallyHidden>
      <VisuallyHidden role="status" aria-live="polite">
        {said}
      </VisuallyHidden>
    </Group>
  )
}

/** In front of which item it falls: the upper half of one is before it, the lower half after. */
function dropPlace(event: DragEvent, key: string, items: readonly OrderedItem[]): string | undefined {
  const { top, height } = event.currentTarget.getBoundingClientRect()
  if (event.clientY < top + height / 2) return key
  return items[items.findIndex((item) => item.key === key) + 1]?.key
}

interface MoveProps {
  readonly icon: Icon
  readonly label: string
  readonly onClick: () => void
}

function Move({ icon: Picture, label, onClick }: MoveProps) {
  return (
    <Tooltip label={label} position="left">
      <ActionIcon variant="default" size="lg" aria-label={label} onClick={onClick}>
        <Picture size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

/** Said below a list, for those who see it. */
export function OrderHint() {
  const { t } = useTranslation('ui')
  return (
    <Text size="xs" c="dimmed" aria-hidden>
      {t('order.how')}
    </Text>
  )
}
