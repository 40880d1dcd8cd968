import { Tooltip, UnstyledButton } from '@mantine/core'
import { CaretLeftIcon, CaretRightIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import classes from './mapping.module.css'
import type { MappedField } from './queries.ts'

interface ArrowProps {
  readonly way: 'toCrm' | 'toErp'
  /** Label of the ERP field. */
  readonly field: string
  readonly arrow: MappedField['arrows'][string]['toCrm']
  readonly on: boolean
  readonly onToggle: () => void
}

/**
 * One direction of one field: grey with a reason, white, or blue.
 *
 * One that is on stays in reach even when it has become impossible, so that it can be switched off.
 */
export function Arrow({ way, field, arrow, on, onToggle }: ArrowProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const usable = arrow.possible || on
  const Caret = way === 'toCrm' ? CaretRightIcon : CaretLeftIcon
  const reason = arrow.possible ? null : arrow.reason
  const label = t(`arrow.${way}`, { field, crm: crmName })
  return (
    <Tooltip label={reason ?? label} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      <UnstyledButton
        className={classes.arrow ?? ''}
        data-look={on ? 'on' : usable ? 'off' : 'grey'}
        aria-label={label}
        aria-pressed={on}
        aria-disabled={!usable}
        {...(reason ? { 'aria-description': reason } : {})}
        onClick={() => usable && onToggle()}
      >
        <Caret weight="bold" aria-hidden />
      </UnstyledButton>
    </Tooltip>
  )
}
