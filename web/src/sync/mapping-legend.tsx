import { Group, Text } from '@mantine/core'
import { CaretLeftIcon, CaretRightIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import classes from './mapping.module.css'

const looks = ['grey', 'off', 'on'] as const

/** What the arrows stand for. */
export function MappingLegend() {
  const { t } = useTranslation('mapping')
  const { crmName } = useSession()
  return (
    <Group gap="md" className={classes.legend ?? ''}>
      {looks.map((look) => (
        <Group key={look} gap={6} wrap="nowrap">
          <span className={classes.arrow} data-look={look} data-small>
            <CaretRightIcon weight="bold" aria-hidden />
          </span>
          <Text span size="xs" c="dimmed">
            {t(`legend.${look}`)}
          </Text>
        </Group>
      ))}
      <Text size="xs" c="dimmed">
        <CaretRightIcon weight="bold" aria-hidden /> {t('legend.toCrm', { crm: crmName })}
        {' · '}
        <CaretLeftIcon weight="bold" aria-hidden /> {t('legend.toErp', { crm: crmName })}
      </Text>
    </Group>
  )
}
