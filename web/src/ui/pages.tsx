import { Group, Pagination, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'

interface PagesProps {
  /** From 1. */
  readonly page: number
  readonly size: number
  readonly total: number
  readonly onPage: (page: number) => void
}

/** "1–50 van 1.234" and the way to the other pages; nothing for an empty list. */
export function Pages({ page, size, total, onPage }: PagesProps) {
  const { t } = useTranslation('ui')
  const { number } = useFormat()
  if (total === 0) return null
  const from = (page - 1) * size + 1
  const pages = Math.ceil(total / size)
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('pages.range', {
          from: number(from),
          to: number(Math.min(total, from + size - 1)),
          total: number(total),
        })}
      </Text>
      {pages > 1 && (
        <Pagination
          size="sm"
          total={pages}
          value={page}
          onChange={onPage}
          aria-label={t('pages.label')}
          getItemProps={(item) => ({ 'aria-label': t('pages.page', { page: number(item) }) })}
          getControlProps={(control) => ({ 'aria-label': t(`pages.${control}`) })}
        />
      )}
    </Group>
  )
}
