import { Text, VisuallyHidden } from '@mantine/core'
import { ArrowLeftIcon, ArrowRightIcon, ArrowsLeftRightIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'

interface DirectionsProps {
  readonly toCrm: boolean
  readonly toErp: boolean
}

/** Which way a field goes; the ERP stands on the left, the CRM on the right. */
export function Directions({ toCrm, toErp }: DirectionsProps) {
  const { t } = useTranslation('sync')
  const way = toCrm && toErp ? 'both' : toCrm ? 'toCrm' : 'toErp'
  const Arrow = { both: ArrowsLeftRightIcon, toCrm: ArrowRightIcon, toErp: ArrowLeftIcon }[way]
  return (
    <Text span c="petrol" lh={1} title={t(`direction.${way}`)}>
      <Arrow aria-hidden />
      <VisuallyHidden>{t(`direction.${way}`)}</VisuallyHidden>
    </Text>
  )
}
