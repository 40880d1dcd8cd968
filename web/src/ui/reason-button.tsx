import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

interface ReasonButtonProps extends ButtonProps {
  /** Why it is grey; null: it can be used. */
  readonly reason: string | null
  readonly onClick: () => void
  readonly children: ReactNode
}

/** A button that says why it is grey, to whoever points at it or comes there with the keyboard. */
export function ReasonButton({ reason, onClick, children, ...button }: ReasonButtonProps) {
  if (reason === null) {
    return (
      <Button {...button} onClick={onClick}>
        {children}
      </Button>
    )
  }
  return (
    <Tooltip label={reason} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      <Button {...button} data-disabled aria-disabled aria-description={reason}>
        {children}
      </Button>
    </Tooltip>
  )
}
