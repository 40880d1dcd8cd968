import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { ListItem } from '../actor.ts'
import { ConnectorError } from '../errors.ts'
import type { Text } from '../text.ts'

/** The call must reject with a ConnectorError of one of these kinds and a sentence for people. */
export async function assertNamed(
  call: () => Promise<unknown>,
  kinds: readonly string[],
  what: string,
): Promise<void> {
  const expected = kinds.join(' or ')
  const answer = await call().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in answer)) {
    assert.fail(`${what} should be a ConnectorError ${expected}, but answers ${JSON.stringify(answer.value)}`)
  }
  const { error } = answer
  assert.ok(
    error instanceof ConnectorError,
    `${what} should be a ConnectorError ${expected}, but throws ${error}`,
  )
  assert.ok(
    kinds.includes(error.kind),
    `${what} should be ${expected}, but is ${error.kind}: ${error.message}`,
  )
  assertText(error.explanation, `the explanation of ${what}`)
}

/** Text for people: filled in, and in English if it is given by language. */
export function assertText(text: Text, what: string): void {
  const texts = typeof text === 'string' ? { en: text } : text
  assert.ok(typeof texts === 'object' && texts !== null && 'en' in texts, `${what} has no English text`)
  for (const [language, words] of Object.entries(texts)) {
    assert.ok(typeof words === 'string' && words.trim() !== '', `${what} is blank in ${language}`)
  }
}

export function assertItems(items: readonly ListItem[], what: string): void {
  const seen = new Set<string>()
  for (const { key, label } of items) {
    assert.ok(typeof key === 'string' && key !== '', `${what} has an item without a key`)
    assert.ok(!seen.has(key), `${what} has two items with key ${key}`)
    seen.add(key)
    assertText(label, `the label of item ${key} in ${what}`)
  }
}

/** There must be none; `what` tells where, the list tells which. */
export function assertNone(found: unknown, what: string): void {
  const list = Array.isArray(found) ? found : [found]
  assert.ok(list.length === 0, `${what}: ${list.map(sayable).join('; ')}`)
}

/** Like `deepEqual`, with a sentence that shows both sides. */
export function assertSame(found: unknown, expected: unknown, what: string): void {
  assert.ok(isDeepStrictEqual(found, expected), `${what}: ${sayable(found)}, expected ${sayable(expected)}`)
}

function sayable(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}
