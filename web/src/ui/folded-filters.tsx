import { Badge, Button, Group } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { CaretDownIcon, CaretUpIcon, FunnelIcon } from '@phosphor-icons/react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './folded-filters.module.css'

interface FoldedFiltersProps {
  /** How many of them leave something out. */
  readonly count: number
  /** What stays in sight on a phone. */
  readonly first?: ReactNode
  readonly children: ReactNode
}

/** Filters side by side; on a phone behind a button that says how many are used. */
export function FoldedFilters({ count, first, children }: FoldedFiltersProps) {
  const { t } = useTranslation('ui')
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const [opened, filters] = useDisclosure()
  const id = useId()
  if (!narrow) {
    return (
      <>
        {first}
        {children}
      </>
    )
  }
  return (
    <>
      {first}
      <Button
        size="xs"
        variant="default"
        leftSection={<FunnelIcon aria-hidden />}
        rightSection={opened ? <CaretUpIcon aria-hidden /> : <CaretDownIcon aria-hidden />}
        aria-expanded={opened}
        aria-controls={id}
        onClick={filters.toggle}
      >
        {t('filters')}
        {count > 0 && (
          <Badge size="sm" ml={6} variant="light" aria-label={t('filters.used', { count })}>
            {count}
          </Badge>
        )}
      </Button>
      <Group id={id} hidden={!opened} w="100%" align="flex-end" gap="sm" className={classes.filters ?? ''}>
        {opened && children}
      </Group>
    </>
  )
}
