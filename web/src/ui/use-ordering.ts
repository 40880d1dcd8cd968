import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'
import { movedBy, movedTo, range } from './moves.ts'
import { type Goal, goalOf } from './ordering-keys.ts'

interface OrderingProps {
  readonly order: readonly string[]
  readonly labelOf: (key: string) => string
  readonly onChange: (order: readonly string[]) => void
  /** Something was moved, for those who cannot see it. */
  readonly onMoved: (moved: readonly string[], order: readonly string[]) => void
}

/** Which items of a list are chosen, and moving them with the keyboard, buttons or by dragging. */
export function useOrdering({ order, labelOf, onChange, onMoved }: OrderingProps) {
  const [active, setActive] = useState(order[0])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(order.slice(0, 1)))
  const anchor = useRef(order[0])
  const typed = useRef({ text: '', at: 0 })

  const put = (next: readonly string[], which: ReadonlySet<string>) => {
    const moved = next.filter((key) => which.has(key))
    if (next.some((key, index) => key !== order[index])) onChange(next)
    onMoved(moved, next)
  }
  const step = (by: -1 | 1) => put(movedBy(order, chosen, by), chosen)
  const toEnd = (end: 'first' | 'last') => {
    const first = order.find((key) => !chosen.has(key))
    put(movedTo(order, chosen, end === 'first' ? first : undefined), chosen)
  }
  const choose = (key: string | undefined, how: 'one' | 'range' | 'toggle' | 'none' = 'one') => {
    if (key === undefined) return
    setActive(key)
    if (how === 'none') return
    if (how === 'range') return setChosen(new Set(range(order, anchor.current ?? key, key)))
    anchor.current = key
    setChosen(how === 'toggle' ? toggled(chosen, key) : new Set([key]))
  }
  const jump = (letter: string, now: number) => {
    const { text, at } = typed.current
    typed.current = { text: now - at < 1_000 ? text + letter : letter, at: now }
    const from = order.indexOf(active ?? '') + (typed.current.text.length === 1 ? 1 : 0)
    const turned = [...order.slice(from), ...order.slice(0, from)]
    choose(turned.find((key) => labelOf(key).toLowerCase().startsWith(typed.current.text)))
  }
  const follow = (go: Goal, now: number) => {
    switch (go.kind) {
      case 'move':
        step(go.by)
        break
      case 'moveToEnd':
        toEnd(go.end)
        break
      case 'go':
        choose(go.key, go.how)
        break
      case 'toggle':
        choose(active, 'toggle')
        break
      case 'all':
        setChosen(new Set(order))
        break
      case 'letter':
        jump(go.letter, now)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const go = goalOf(event, order, active)
    if (!go) return
    event.preventDefault()
    follow(go, event.timeStamp)
  }
  return {
    active,
    chosen,
    step,
    toEnd,
    onKeyDown,
    onClick: (key: string, event: MouseEvent) =>
      choose(key, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one'),
    /** What is dragged is what is chosen; another one is chosen by dragging it. */
    onDragStart: (key: string) => {
      if (!chosen.has(key)) choose(key)
    },
    onDrop: (before: string | undefined) => put(movedTo(order, chosen, before), chosen),
  }
}

function toggled(chosen: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const without = new Set(chosen)
  return without.delete(key) ? without : new Set([...chosen, key])
}
