// What a key means in a list that is put in order. Pure.

export type Goal =
  | { readonly kind: 'move'; readonly by: -1 | 1 }
  | { readonly kind: 'moveToEnd'; readonly end: 'first' | 'last' }
  | { readonly kind: 'go'; readonly key: string | undefined; readonly how: 'one' | 'range' | 'none' }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'all' }
  | { readonly kind: 'letter'; readonly letter: string }

interface Pressed {
  readonly key: string
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

const steps = new Map<string, -1 | 1>([
  ['ArrowUp', -1],
  ['ArrowDown', 1],
])
const ends = new Map<string, 'first' | 'last'>([
  ['Home', 'first'],
  ['End', 'last'],
])

export function goalOf(
  pressed: Pressed,
  order: readonly string[],
  active: string | undefined,
): Goal | undefined {
  if (pressed.altKey) return moving(pressed.key)
  return going(pressed, order, active) ?? choosing(pressed)
}

function moving(key: string): Goal | undefined {
  const by = steps.get(key)
  const end = ends.get(key)
  if (by) return { kind: 'move', by }
  return end && { kind: 'moveToEnd', end }
}

function going(pressed: Pressed, order: readonly string[], active: string | undefined): Goal | undefined {
  const by = steps.get(pressed.key)
  const end = ends.get(pressed.key)
  if (!by && !end) return undefined
  const how = pressed.shiftKey ? 'range' : isControl(pressed) ? 'none' : 'one'
  const at = by ? order.indexOf(active ?? '') + by : end === 'first' ? 0 : order.length - 1
  return { kind: 'go', key: order[at], how }
}

function choosing(pressed: Pressed): Goal | undefined {
  const letter = pressed.key.toLowerCase()
  if (isControl(pressed)) return letter === 'a' ? { kind: 'all' } : undefined
  if (letter === ' ') return { kind: 'toggle' }
  return letter.length === 1 ? { kind: 'letter', letter } : undefined
}

function isControl({ ctrlKey, metaKey }: Pressed): boolean {
  return ctrlKey || metaKey
}
