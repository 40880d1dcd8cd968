import { type UIEvent, useCallback, useState } from 'react'

/** Rows drawn above and below those in sight, so that scrolling and tabbing never meet a gap. */
const spare = 12

/**
 * Which rows of a long table of equally high rows are drawn: those in sight and some around them.
 *
 * `before` and `after` are the heights of what is left out, for an empty row at either end.
 */
export function useRowsInView(count: number, rowHeight: number, frameHeight: number) {
  const [top, setTop] = useState(0)
  const onScroll = useCallback(
    (event: UIEvent<HTMLElement>) => {
      // Only a step that brings other rows draws anew.
      const step = Math.max(0, Math.floor(event.currentTarget.scrollTop / rowHeight / (spare / 2)))
      setTop((step * spare) / 2)
    },
    [rowHeight],
  )
  const shown = Math.ceil(frameHeight / rowHeight) + 2 * spare
  const from = Math.max(0, Math.min(top - spare, count - shown))
  const to = Math.min(count, from + shown + spare / 2)
  return { from, to, before: from * rowHeight, after: (count - to) * rowHeight, onScroll }
}
