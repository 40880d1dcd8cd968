import { Tooltip, UnstyledButton } from '@mantine/core'
import { CaretLeftIcon, CaretRightIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import classes from './mapping.module.css'

interface ArrowProps {
  readonly way: 'toCrm' | 'toErp'
  /** Label of the ERP field. */
  readonly field: string
  /** Why it is grey. */
  readonly reason: string | null
  readonly on: boolean
  readonly onToggle: () => void
}

/**
 * One direction of one field: grey with a reason, white, or blue.
 *
 * One that is on stays in reach even when it has become impossible, so that it can be switched off.
 */
export function Arrow({ way, field, reason, on, onToggle }: ArrowProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const usable = reason === null || on
  const Caret = way === 'toCrm' ? CaretRightIcon : CaretLeftIcon
  const label = t(`arrow.${way}`, { field, crm: crmName })
  return (
    <Tooltip label={reason ?? label} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      <UnstyledButton
        className={classes.arrow ?? ''}
        data-look={on ? 'on' : usable ? 'off' : 'grey'}
        aria-label={label}
        aria-pressed={on}
        aria-disabled={!usable}
        {...(reason === null ? {} : { 'aria-description': reason })}
        onClick={() => usable && onToggle()}
      >
        <Caret weight="bold" aria-hidden />
      </UnstyledButton>
    </Tooltip>
  )
}
