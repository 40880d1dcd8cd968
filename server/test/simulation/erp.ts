import type { Actor, ActorRef, Draft, Fields, Outcome, Value } from '@koppel/sdk'
import type { Making } from './creations.ts'
import { simFields } from './fields.ts'
import { kept, type Personality } from './personality.ts'

/** One change of one field in the ERP, by whoever made it. */
export interface ErpChange {
  readonly seq: number
  readonly key: string
  readonly field: string
  readonly by: 'user' | 'engine'
  readonly old: Value
  readonly value: Value
  /** An engine's write that overwrote what somebody entered after it last read the actor. */
  readonly unseen: boolean
  /** In which run of the engine; 0: none. */
  readonly run: number
  /** The engine read the actor in the very run that wrote it. */
  readonly looked: boolean
}

/** One value the engine sent, taken or not. */
export interface Sent {
  readonly seq: number
  readonly run: number
  readonly key: string
  readonly field: string
  readonly value: Value
}

/** A run of the engine as the ERP sees it. */
export interface ErpRun {
  readonly from: number
  to: number
  endedAt: number
  /** Every answer arrived and could be stored. */
  answered: boolean
  /** It plans the links whose actors it reads: an import and a comparison do not. */
  plans: boolean
}

/** An actor as the simulated ERP stores it. */
export interface Stored {
  readonly key: string
  fields: Record<string, Value>
  before: Record<string, Value>
  version: number
  /** In which tick, and as how manyth of all changes, it last changed. */
  tick: number
  order: number
  modifiedAt: string
  gone: boolean
  /** Whom it belongs to. */
  parent?: ActorRef
  /** By field: the order of the last change the engine was shown. */
  shown: number
  shownIn: number
  /** In which runs the engine was shown the actor. */
  readonly shownRuns: Set<number>
  edited: Record<string, number>
}

interface Uncommitted {
  readonly key: string
  readonly fields: Fields
  readonly modifiedAt: string
}

export interface ErpParts {
  readonly personality: Personality
  readonly making?: Making | undefined
  readonly now: () => Promise<string>
  /** The place of what happens now in the history. */
  readonly nextSeq: () => number
}

const begun = { to: Number.POSITIVE_INFINITY, endedAt: 0, answered: true, plans: true }
const nothingMade: Making = { marker: false, search: false, late: false }

export type SimulatedErp = ReturnType<typeof createErp>

/** The ERP's data and rules; what the engine sees of it is its session. */
export function createErp({ personality, making = nothingMade, now, nextSeq }: ErpParts) {
  const actors = new Map<string, Stored>()
  const changes: ErpChange[] = []
  const sent: Sent[] = []
  const runs: ErpRun[] = [{ from: 0, to: 0, endedAt: 0, answered: true, plans: true }]
  const uncommitted: Uncommitted[] = []
  let run = 0
  let tick = 1
  let order = 0
  let inTick = 0

  function stamp(): { tick: number; order: number } {
    inTick += 1
    if (inTick > personality.changesPerTick) advance()
    order += 1
    return { tick, order }
  }

  function advance(): void {
    tick += 1
    inTick = 1
  }

  /** `made`: by the engine, as one run of it asked for. */
  async function add(key: string, fields: Fields, made = false): Promise<void> {
    const values = Object.fromEntries(
      simFields.map(({ erp }) => [erp, kept(personality, erp, fields[erp] ?? null)]),
    )
    const when = stamp()
    actors.set(key, {
      ...{ key, fields: values, before: values, version: 1, ...when, modifiedAt: await now() },
      ...{ gone: false, shown: 0, shownIn: 0, shownRuns: new Set(), edited: {} },
    })
    if (!made) return
    for (const [field, value] of Object.entries(values)) {
      const at = { seq: nextSeq(), key, field, by: 'engine', old: null, value } as const
      changes.push({ ...at, unseen: false, run, looked: true })
    }
  }

  function store(actor: Stored, fields: Fields, by: 'user' | 'engine', modifiedAt: string, at = tick): void {
    const values = Object.entries(fields).map(
      ([field, value]) => [field, kept(personality, field, value)] as const,
    )
    const when = stamp()
    for (const [field, value] of values) {
      remember(actor, field, value, by)
      if (by === 'user') actor.edited[field] = when.order
    }
    actor.before = actor.fields
    actor.fields = { ...actor.fields, ...Object.fromEntries(values) }
    actor.version += 1
    actor.order = when.order
    actor.tick = at === tick ? when.tick : Math.max(at, actor.tick)
    actor.modifiedAt = modifiedAt
    if (by === 'engine') rewriteLater(actor, values)
  }

  function remember(actor: Stored, field: string, value: Value, by: 'user' | 'engine'): void {
    changes.push({
      ...{ seq: nextSeq(), key: actor.key, field, by, old: actor.fields[field] ?? null, value },
      unseen: by === 'engine' && (actor.edited[field] ?? 0) > actor.shown,
      run: by === 'engine' ? run : 0,
      looked: actor.shownIn === run,
    })
  }

  function rewriteLater(actor: Stored, values: readonly (readonly [string, Value])[]): void {
    const phone = values.find(([field]) => field === 'PHONE')?.[1]
    if (!personality.rewrites || typeof phone !== 'string' || phone.startsWith('+') || phone.length > 13)
      return
    uncommitted.push({ key: actor.key, fields: { PHONE: `+${phone}` }, modifiedAt: actor.modifiedAt })
  }

  function asDelivered(
    actor: Stored,
    fields: readonly string[],
    values: Readonly<Record<string, Value>>,
  ): Actor {
    return {
      key: actor.key,
      title: String(values.NAME ?? ''),
      fields: Object.fromEntries(
        fields.flatMap((key) => (key in values ? [[key, values[key] ?? null]] : [])),
      ),
      ...(personality.versions && { version: `v${actor.version}` }),
      ...(personality.modifiedAt && { modifiedAt: actor.modifiedAt }),
      ...(actor.parent && { parent: actor.parent }),
    }
  }

  return {
    personality,
    making,
    /** What was made on whose wish. */
    made: [] as { readonly id: string; readonly key: string }[],
    /** Actors that cannot be found yet. */
    hidden: new Set<string>(),
    changes,
    sent,
    runs,
    actors,
    add,
    store,
    stamp,

    /** Somebody changes an actor; `late` keeps the change to himself until the next `settle`. False: it is gone. */
    async edit(key: string, fields: Fields, late = false): Promise<boolean> {
      const actor = actors.get(key)
      if (!actor || actor.gone) return false
      const modifiedAt = await now()
      if (late) uncommitted.push({ key, fields, modifiedAt })
      else store(actor, fields, 'user', modifiedAt)
      return true
    },

    /** What was entered and not yet committed is committed now, with the time of its entry. */
    settle(): void {
      advance()
      for (const { key, fields, modifiedAt } of uncommitted.splice(0)) {
        const actor = actors.get(key)
        const rewritten = Object.entries(fields).every(([, value]) => !String(value).startsWith('+'))
        const stale = !rewritten && `+${actor?.fields.PHONE}` !== fields.PHONE
        if (actor && !actor.gone && !stale) store(actor, fields, 'user', modifiedAt, tick - 1)
      }
    },

    remove(key: string): void {
      const actor = actors.get(key)
      if (actor && !actor.gone) Object.assign(actor, { gone: true, ...stamp() })
    },

    /** It belongs to somebody else from now on. */
    move(key: string, parent: ActorRef): void {
      const actor = actors.get(key)
      if (actor && !actor.gone) Object.assign(actor, { parent, version: actor.version + 1, ...stamp() })
    },

    /** An actor that is gone is there again, with these values changed. */
    async comeBack(key: string, fields: Fields): Promise<void> {
      const actor = actors.get(key)
      if (!actor?.gone) return
      actor.gone = false
      store(actor, fields, 'user', await now())
    },

    /** The engine begins a run, or goes on with one that stood still; its number. */
    begin(which?: number): number {
      run = which ?? runs.push({ ...begun, from: nextSeq() }) - 1
      return run
    },

    lastSeq: nextSeq,
    /** The run that asks now, or that stands still. */
    runNow: () => run,

    sending(key: string, fields: Fields): void {
      for (const [field, value] of Object.entries(fields))
        sent.push({ seq: nextSeq(), run, key, field, value })
    },

    /** An actor as the connector delivers it; from now on the engine has seen what is in it. */
    shown(actor: Stored, fields: readonly string[], values = actor.fields): Actor {
      if (values === actor.fields) Object.assign(actor, { shown: order, shownIn: run })
      actor.shownRuns.add(run)
      return asDelivered(actor, fields, values)
    },

    /** The same, of an actor that is only named: among hits, or in the answer to another call. Its link is not looked at. */
    named: (actor: Stored, fields: readonly string[]): Actor => asDelivered(actor, fields, actor.fields),
  }
}

/** Takes one draft, or says why not. */
export async function take(
  erp: SimulatedErp,
  draft: Draft,
  fields: readonly string[],
  now: string,
): Promise<Outcome> {
  const { personality } = erp
  if (draft.kind === 'create') return { kind: 'refused', reason: 'No new customers here' }
  const actor = erp.actors.get(draft.key)
  if (!actor || actor.gone) return { kind: 'gone' }
  if (personality.versions && draft.version !== undefined && draft.version !== `v${actor.version}`) {
    return { kind: 'outdated', current: erp.shown(actor, fields) }
  }
  const [bad] = Object.entries(draft.fields).find(([key, value]) => refuses(key, value)) ?? []
  if (bad !== undefined) {
    return {
      kind: 'refused',
      reason: `${bad} is not to our taste`,
      ...(personality.namesField && { field: bad }),
    }
  }
  erp.store(actor, draft.fields, 'engine', now)
  return { kind: 'written', actor: erp.shown(actor, fields) }
}

export function refuses(field: string, value: Value): boolean {
  const { access, maxLength = 254 } = simFields.find(({ erp }) => erp === field) ?? {}
  if (typeof value !== 'string') return access === 'mandatory' && value === null
  return access === 'readOnly' || value.length > maxLength || value.toLowerCase().includes('bad')
}
