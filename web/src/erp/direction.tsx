import { Text, VisuallyHidden } from '@mantine/core'
import { ArrowLeftIcon, ArrowRightIcon, ArrowsLeftRightIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'

interface DirectionProps {
  readonly toCrm: boolean
  readonly toErp: boolean
}

/** Which way a field goes; here the CRM stands on the left. */
export function Direction({ toCrm, toErp }: DirectionProps) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  const way = toCrm && toErp ? 'both' : toCrm ? 'toCrm' : 'toErp'
  const Arrow = { both: ArrowsLeftRightIcon, toCrm: ArrowLeftIcon, toErp: ArrowRightIcon }[way]
  const words = t(`direction.${way}`, { crm: crmName })
  return (
    <Text span c="petrol" title={words} style={{ display: 'inline-grid', verticalAlign: 'middle' }}>
      <Arrow aria-hidden />
      <VisuallyHidden>{words}</VisuallyHidden>
    </Text>
  )
}
