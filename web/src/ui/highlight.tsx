import { type ReactNode, useState } from 'react'
import classes from './highlight.module.css'

interface HighlightProps {
  /** What is watched. */
  readonly value: unknown
  readonly children: ReactNode
}

/** Marks its content for a moment after `value` has changed under the eyes of the user. */
export function Highlight({ value, children }: HighlightProps) {
  const [seen, setSeen] = useState({ value, times: 0 })
  if (!Object.is(seen.value, value)) setSeen({ value, times: seen.times + 1 })
  // A new key starts the animation again when the value moves twice.
  return (
    <span key={seen.times} className={seen.times > 0 ? classes.moved : undefined} data-moved={seen.times > 0}>
      {children}
    </span>
  )
}
