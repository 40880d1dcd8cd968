import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './dialog-footer.module.css'

interface DialogFooterProps {
  /** On the left, beside the buttons. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** The buttons of a long dialog: in sight however far it is scrolled. */
export function DialogFooter({ aside, children }: DialogFooterProps) {
  return (
    <Group className={classes.footer ?? ''} justify="space-between" gap="xs">
      <div>{aside}</div>
      <Group gap="xs">{children}</Group>
    </Group>
  )
}
