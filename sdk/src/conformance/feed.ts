import assert from 'node:assert/strict'
import type { Actor, ActorType, ActorTypeName } from '../actor.ts'
import type { ErpSession, Page, Reading } from '../connector.ts'

/** What one reading of the feed came to. */
export interface Read {
  /** The last delivered state of each actor that was not reported gone after it. */
  readonly actors: ReadonlyMap<string, Actor>
  readonly pages: readonly Page[]
  readonly gone: ReadonlySet<string>
  readonly cursor: string
}

const mostPages = 20_000

/** Reads the feed to its end. */
export async function read(
  session: ErpSession,
  type: ActorTypeName,
  { fields = [], pageSize = 200, cursor }: Partial<Reading> & { readonly cursor?: string | undefined } = {},
): Promise<Read> {
  const pages: Page[] = []
  for await (const page of session.changes(type, cursor, { fields, pageSize })) {
    pages.push(page)
    assert.equal(typeof page.cursor, 'string', `a page of ${type} carries no cursor`)
    assert.ok(pages.length < mostPages, `changes of ${type} does not end: ${mostPages} pages of ${pageSize}`)
  }
  const last = pages.at(-1)
  assert.ok(last, `changes of ${type} yielded no page; at least one must come, also when nothing changed`)
  return { ...stateAfter(pages), pages, cursor: last.cursor }
}

/** Plays pages one after the other, as the engine does. */
export function stateAfter(pages: readonly Page[]): Pick<Read, 'actors' | 'gone'> {
  const actors = new Map<string, Actor>()
  const gone = new Set<string>()
  for (const page of pages) {
    for (const actor of page.actors) {
      actors.set(actor.key, actor)
      gone.delete(actor.key)
    }
    for (const key of page.gone ?? []) {
      actors.delete(key)
      gone.add(key)
    }
  }
  return { actors, gone }
}

export function fieldKeys({ fields }: ActorType): string[] {
  return fields.map(({ key }) => key)
}

/** Says which keys are missing from an answer and which are too many. */
export function sameKeys(found: Iterable<string>, expected: Iterable<string>, what: string): void {
  const [has, wants] = [new Set(found), new Set(expected)]
  const missing = [...wants].filter((key) => !has.has(key))
  const extra = [...has].filter((key) => !wants.has(key))
  assert.ok(
    missing.length === 0 && extra.length === 0,
    `${what}: ${[some('left out', missing), some('delivered without reason', extra)].filter(Boolean).join('; ')}`,
  )
}

function some(what: string, keys: readonly string[]): string {
  if (keys.length === 0) return ''
  const rest = keys.length > 5 ? ` and ${keys.length - 5} more` : ''
  return `${what} ${keys.slice(0, 5).join(', ')}${rest}`
}
