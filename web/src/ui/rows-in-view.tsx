import { type RefObject, type UIEvent, useCallback, useRef, useState } from 'react'

/** Rows drawn above and below those in sight, so that scrolling and tabbing never meet a gap. */
const spare = 12

/**
 * Which rows of a long table of equally high rows are drawn: those in sight and some around them.
 *
 * A {@link Gap} of height `before` and `after` stands for the rest.
 */
export function useRowsInView<E extends HTMLElement>(count: number, rowHeight: number, frameHeight: number) {
  const frame: RefObject<E | null> = useRef<E>(null)
  const [top, setTop] = useState(0)
  const onScroll = useCallback(
    (event: UIEvent<E>) => {
      // Only a step that brings other rows draws anew.
      const step = Math.floor(event.currentTarget.scrollTop / rowHeight / (spare / 2))
      setTop((step * spare) / 2)
    },
    [rowHeight],
  )
  const shown = Math.ceil(frameHeight / rowHeight) + 2 * spare + spare / 2
  const from = Math.max(0, Math.min(top - spare, count - shown))
  const to = Math.min(count, from + shown)
  return [frame, { from, to, before: from * rowHeight, after: (count - to) * rowHeight, onScroll }] as const
}

/** Stands for the rows that are not drawn. */
export function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height === 0) return null
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}
