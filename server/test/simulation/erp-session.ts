import {
  type Actor,
  ConnectorError,
  type Create,
  type Draft,
  type ErpSession,
  type Outcome,
  type Page,
} from '@koppel/sdk'
import { type SimulatedErp, type Stored, take } from './erp.ts'
import { anyOther, createdIn, make, searchIn } from './erp-making.ts'

export type ErpCall = 'open' | 'changes' | 'get' | 'write' | 'find'

/** What goes wrong with one call. */
export type FaultKind =
  /** No effect, no answer. */
  | 'down'
  | 'retryAfter'
  | 'unauthorized'
  | 'bug'
  /** Never answers; the engine gives up. */
  | 'hang'
  /** Has its effect; the answer is lost. */
  | 'lost'
  /** Has its effect on every other draft and answers `unknown` for all. */
  | 'unknown'
  /** Answers only for the first draft. */
  | 'short'
  /** Answers with another actor. */
  | 'mixed'
  /** Answers `outdated` although nothing changed. */
  | 'outdated'
  /** Ends after the first page. */
  | 'halfPages'
  | 'cursorExpired'
  /** Names an actor as gone that is there. */
  | 'falseGone'
  /** Leaves a field out of the answer. */
  | 'absent'

/** Where in a call something else may happen. */
export type CallPoint = 'page' | 'got' | 'write' | 'wrote' | 'found'

export interface SessionParts {
  readonly erp: SimulatedErp
  readonly now: () => Promise<string>
  readonly signal: AbortSignal
  readonly fault: (call: ErpCall) => FaultKind | undefined
  readonly at: (point: CallPoint) => Promise<void>
  /** The process that asks is dead: nothing it sends arrives. */
  readonly dead: () => boolean
  /** The call hangs: somebody has to give up. */
  readonly hanging: () => void
  readonly tell: (line: string) => void
}

const kinds = { unauthorized: 'unauthorized', cursorExpired: 'cursorExpired' } as const

/** The session of a connector to the simulated ERP. */
export function sessionOf(parts: SessionParts): ErpSession {
  const { erp, at, tell } = parts

  async function call(name: ErpCall): Promise<FaultKind | undefined> {
    if (parts.dead()) throw new Error('This process is dead')
    const fault = parts.fault(name)
    if (fault) tell(`  ${name}: ${fault}`)
    switch (fault) {
      case 'hang':
        parts.hanging()
        if (!parts.signal.aborted)
          await new Promise((resolve) => parts.signal.addEventListener('abort', resolve))
        throw new ConnectorError('unavailable', 'Gave up')
      case 'bug':
        throw new TypeError('undefined is not a function')
      case 'down':
      case 'unauthorized':
        throw new ConnectorError(fault === 'down' ? 'unavailable' : kinds[fault], 'Not now')
      case 'retryAfter':
        throw new ConnectorError('unavailable', 'Too many calls', { retryAfter: 60_000 })
      default:
        return fault
    }
  }

  const without = (fault: FaultKind | undefined, fields: readonly string[]) =>
    fault === 'absent' ? fields.filter((key) => key !== 'PHONE') : fields

  function pageOf(cursor: string | undefined, newest: number, fields: readonly string[], fault?: FaultKind) {
    const page = pageAfter(erp, cursor, newest, without(fault, fields))
    const slip = fault === 'falseGone' ? [...erp.actors.keys()].slice(0, 1) : []
    const gone = [...(page.gone ?? []), ...slip]
    tell(`  page ${page.actors.map(({ key }) => key).join()} gone ${gone.join()}`)
    return gone.length > 0 ? { ...page, gone } : page
  }

  async function* changes(cursor: string | undefined, fields: readonly string[]): AsyncIterable<Page> {
    const fault = await call('changes')
    if (fault === 'cursorExpired' && cursor) throw new ConnectorError('cursorExpired', 'Too long ago')
    // A place in the middle of a reading that broke off: others may have committed behind it since.
    let from = cursor?.startsWith('p:') ? `t:${cursor.split(':')[1]}` : cursor
    const newest = newestTick(erp)
    for (let more = true; more; ) {
      const page = pageOf(from, newest, fields, fault)
      await at('page')
      yield page
      if (!page.last && fault === 'halfPages') throw new ConnectorError('unavailable', 'Half a feed')
      from = page.cursor
      more = !page.last
    }
  }

  async function get(keys: readonly string[], fields: readonly string[]): Promise<readonly Actor[]> {
    const fault = await call('get')
    const actors = keys.flatMap((key) => {
      const actor = erp.actors.get(key)
      return actor && !actor.gone && !erp.hidden.has(key) ? [erp.shown(actor, without(fault, fields))] : []
    })
    tell(
      `  get ${actors
        .map(({ key }) => key)
        .toSorted()
        .join()} of ${keys.toSorted().join()}`,
    )
    await at('got')
    return actors
  }

  async function write(drafts: readonly Draft[], fields: readonly string[]): Promise<readonly Outcome[]> {
    const fault = await call('write')
    await at('write')
    if (parts.dead()) throw new Error('This process is dead')
    const outcomes: Outcome[] = []
    for (const [index, draft] of drafts.entries()) {
      const outcome = await takeOrNot(draft, index, fault, fields)
      outcomes.push(outcome)
      tell(
        `  write ${draft.kind === 'update' ? draft.key : ''} ${JSON.stringify(draft.fields)}: ${outcome.kind}`,
      )
    }
    await at('wrote')
    if (fault === 'lost') throw new ConnectorError('unavailable', 'No answer')
    return fault === 'short' ? outcomes.slice(0, 1) : outcomes
  }

  async function finding<T>(find: () => T): Promise<T> {
    await call('find')
    const found = find()
    await at('found')
    return found
  }

  async function makeOne(draft: Create, fault: FaultKind | undefined, fields: readonly string[]) {
    const made = await make(erp, draft, fields)
    if (made.kind !== 'written') return made
    const other = anyOther(erp, made.actor.key, fields)
    // Its own values under another key: nobody could tell that this is not what was made.
    return fault === 'mixed' && !other ? made : disguised(made, fault, other)
  }

  async function takeOrNot(
    draft: Draft,
    index: number,
    fault: FaultKind | undefined,
    fields: readonly string[],
  ): Promise<Outcome> {
    if (draft.kind === 'create') return await makeOne(draft, fault, fields)
    erp.sending(draft.key, draft.fields)
    const actor = erp.actors.get(draft.key)
    if (fault === 'outdated' && actor && !actor.gone)
      return { kind: 'outdated', current: erp.shown(actor, fields) }
    if (fault === 'unknown' && index % 2 === 1) return perhaps
    const outcome = await take(erp, draft, without(fault, fields), await parts.now())
    return outcome.kind === 'written' ? disguised(outcome, fault) : outcome
  }

  return {
    describe: async () => [],
    search: async (_type, search) => await finding(() => searchIn(erp, search)),
    changes: (_type, cursor, { fields }) => changes(cursor, fields),
    get: async (_type, keys, fields) => await get(keys, fields),
    write: async (_type, drafts, fields) => await write(drafts, fields),
    ...(erp.making.marker && {
      created: async (_type, ids, fields) => await finding(() => createdIn(erp, ids, fields)),
    }),
  }
}

/** One session to an ERP whose actors of one type are kept elsewhere. */
export function sessionOfBoth(main: ErpSession, actorType: string, beside: ErpSession): ErpSession {
  const to = (type: string) => (type === actorType ? beside : main)
  const write: NonNullable<ErpSession['write']> = async (type, ...asked) =>
    (await to(type).write?.(type, ...asked)) ?? []
  return {
    ...main,
    changes: (type, ...asked) => to(type).changes(type, ...asked),
    get: (type, ...asked) => to(type).get(type, ...asked),
    write,
  }
}

const perhaps: Outcome = { kind: 'unknown', detail: 'Perhaps' }

function disguised(
  outcome: Extract<Outcome, { kind: 'written' }>,
  fault: FaultKind | undefined,
  other: Actor = { ...outcome.actor, key: 'another' },
): Outcome {
  if (fault === 'mixed') return { kind: 'written', actor: other }
  return fault === 'unknown' ? perhaps : outcome
}

/** How far back a feed by time reads again, in ticks. */
const overlap = 2

function newestTick({ actors }: SimulatedErp): number {
  return Math.max(0, ...[...actors.values()].map(({ tick }) => tick))
}

function pageAfter(
  erp: SimulatedErp,
  cursor: string | undefined,
  newest: number,
  fields: readonly string[],
): Page & { last: boolean } {
  const { personality } = erp
  const rows = rowsAfter(erp, cursor)
  const page = rows.slice(0, personality.pageSize)
  const last = page.length === rows.length
  const end = page.at(-1)
  const there = page.filter(({ gone }) => !gone)
  const delivered = (personality.reorders ? there.toReversed() : there).flatMap((actor) => {
    const now = erp.shown(actor, fields)
    return personality.repeats ? [erp.shown(actor, fields, { ...actor.before }), now] : [now]
  })
  const gone = page.filter((actor) => actor.gone).map(({ key }) => key)
  return {
    actors: delivered,
    ...(personality.deletions && gone.length > 0 && { gone }),
    cursor: cursorOf(personality.feed, end, last, newest, cursor),
    last,
  }
}

function cursorOf(
  feed: 'sequence' | 'timestamp',
  end: Stored | undefined,
  last: boolean,
  newest: number,
  cursor: string | undefined,
): string {
  if (feed === 'sequence') return end ? `s:${end.order}` : (cursor ?? 's:0')
  // In the middle of a reading the exact place; at its end a time, from which the next one steps back.
  return last || !end ? `t:${newest}` : `p:${end.tick}:${end.key}`
}

function rowsAfter({ personality, actors }: SimulatedErp, cursor: string | undefined): Stored[] {
  const [kind, at = '0', key = ''] = (cursor ?? 't:-9').split(':')
  const all = [...actors.values()]
  if (personality.feed === 'sequence') {
    const after = cursor === undefined ? -1 : Number(at)
    return all.filter(({ order }) => order > after).toSorted((a, b) => a.order - b.order)
  }
  const from = Number(at)
  return all
    .filter((row) =>
      kind === 'p' ? row.tick > from || (row.tick === from && row.key > key) : row.tick >= from - overlap,
    )
    .toSorted((a, b) => a.tick - b.tick || (a.key < b.key ? -1 : 1))
}
