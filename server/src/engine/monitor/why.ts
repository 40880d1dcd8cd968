import { textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { z } from '../../contract.ts'
import { fieldErrorText, type LinkStateName, linkState } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { finding, why } from './contract.ts'
import { type Facts, factsOf } from './facts.ts'
import type { Language } from './listing.ts'
import { type Texts, textsFor } from './texts.ts'
import { type Reason, reasonTexts } from './why-texts.ts'

type Finding = z.infer<typeof finding>

export interface Asked {
  readonly linkId: number
  /** About this field only. */
  readonly crmField?: string | undefined
  readonly language: Language
  readonly crmName: string
}

/** What stops a link, in the order in which it would stop it; that it is in sync if nothing does. */
export async function explainLink(db: Db, asked: Asked): Promise<z.infer<typeof why>> {
  const { linkId, crmField, language, crmName } = asked
  const facts = await factsOf(db, linkId)
  const texts = await textsFor(db, [facts], language)
  if (crmField !== undefined && !isField(texts, facts, crmField)) throw notFound()
  const found = [
    ...ofEngine(facts),
    ...ofLink(facts),
    ...ofFields(facts, texts, language, crmField),
    ...ofParked(facts, language),
    ...ofWaiting(facts),
    ...ofItems(facts, texts, language, crmField),
    ...ofMapping(facts, crmField),
  ]
  const [answer = { code: 'inSync', since: facts.syncedAt } as const, ...also] = found
  const shown = (one: Found) => findingOf(one, { facts, texts, language, crmName })
  return { linkId, state: await stateOf(db, linkId), answer: shown(answer), also: also.map(shown) }
}

interface Found {
  readonly code: Reason
  /** In the words of whoever said it, where our own do not do. */
  readonly said?: string | undefined
  readonly since?: string | null
  readonly nextTryAt?: string | null
  readonly field?: { readonly erpField: string; readonly crmField: string }
  readonly conflictId?: number
  readonly detail?: string | null | undefined
}

function ofEngine({
  engineRunning,
  connection,
  reason,
  stateSince,
  connectionNextTryAt,
  typeEnabled,
}: Facts): Found[] {
  const found: Found[] = []
  if (!engineRunning) found.push({ code: 'engineOff' })
  if (connection.deleted) found.push({ code: 'connectionDeleted' })
  else if (!connection.active) found.push({ code: 'connectionInactive' })
  else if (connection.state !== 'ok') {
    const code = connection.state === 'stopped' ? 'connectionStopped' : 'connectionRetrying'
    found.push({ code, since: stateSince, nextTryAt: connectionNextTryAt, detail: reason?.detail })
  }
  if (!typeEnabled) found.push({ code: 'typeOff' })
  return found
}

function ofLink({ heldAt, brokenAt, deletedAt }: Facts): Found[] {
  return [
    ...(heldAt === null ? [] : [{ code: 'held', since: heldAt } as const]),
    ...(brokenAt === null ? [] : [{ code: 'broken', since: brokenAt } as const]),
    ...(deletedAt === null ? [] : [{ code: 'inBin', since: deletedAt } as const]),
  ]
}

function ofFields(facts: Facts, texts: Texts, language: Language, crmField: string | undefined): Found[] {
  const about = (field: { crmField: string }) => crmField === undefined || field.crmField === crmField
  return [
    ...facts.conflicts.filter(about).map(
      (one): Found => ({
        code: one.reason === 'keepsChanging' ? 'keepsChanging' : 'conflict',
        since: one.openedAt,
        field: one,
        conflictId: one.id,
      }),
    ),
    ...errors(facts, texts, language).filter(
      ({ code, field }) => code === 'fieldError' && field && about(field),
    ),
  ]
}

function ofItems(facts: Facts, texts: Texts, language: Language, crmField: string | undefined): Found[] {
  return errors(facts, texts, language).filter(
    ({ code, field }) => code === 'unmappedItem' && (crmField === undefined || field?.crmField === crmField),
  )
}

function errors(facts: Facts, texts: Texts, language: Language): Found[] {
  return facts.errors.map((error) => {
    const place = { ...facts, ...error }
    const item = (key: string) =>
      error.direction === 'toErp' ? texts.inCrm(place, key) : texts.inErp(place, key)
    return {
      code: error.code === 'unmappedItem' ? 'unmappedItem' : 'fieldError',
      said: textIn(fieldErrorText(error.code, error.detail, item), language),
      since: error.at,
      nextTryAt: error.nextTryAt,
      field: error,
    }
  })
}

function ofParked({ parked, parkedAt, skippedAt, parkedNextTryAt }: Facts, language: Language): Found[] {
  if (!parked) return []
  const said = textIn(parked.explanation, language)
  const { detail } = parked
  if (skippedAt !== null) return [{ code: 'skipped', said, since: skippedAt, detail }]
  return [{ code: 'parked', said, since: parkedAt, nextTryAt: parkedNextTryAt, detail }]
}

function ofWaiting({ editedAt, plannedAt, sentAt }: Facts): Found[] {
  if (sentAt !== null) return [{ code: 'unanswered', since: sentAt }]
  if (editedAt === null && plannedAt === null) return []
  return [{ code: 'waiting', since: editedAt ?? plannedAt }]
}

function ofMapping({ fields }: Facts, crmField: string | undefined): Found[] {
  const travelling = fields.filter(({ toCrm, toErp }) => toCrm || toErp)
  if (crmField === undefined) return travelling.length === 0 ? [{ code: 'nothingMapped' }] : []
  const own = fields.filter((field) => field.crmField === crmField)
  const [first] = own
  if (!first) return [{ code: 'fieldNotMapped' }]
  if (!own.some((field) => travelling.includes(field))) return [{ code: 'noDirection', field: first }]
  const code = own.every(({ toErp }) => !toErp)
    ? 'onlyToCrm'
    : own.every(({ toCrm }) => !toCrm)
      ? 'onlyToErp'
      : null
  return code ? [{ code, field: first }] : []
}

interface Around {
  readonly facts: Facts
  readonly texts: Texts
  readonly language: Language
  readonly crmName: string
}

function findingOf(found: Found, { facts, texts, language, crmName }: Around): Finding {
  const place = found.field && { ...facts, ...found.field }
  const erpField = place ? texts.erpField(place) : null
  const crmField = place ? texts.crmField(place) : null
  const problem = facts.reason ? textIn(facts.reason.explanation, language) : ''
  const { title, todo } = reasonTexts[found.code]({
    connection: facts.connection.name,
    crm: crmName,
    field: crmField?.label ?? '',
    said: found.said ?? problem,
  })
  return {
    code: found.code,
    title: textIn(title, language),
    todo: todo === null ? null : textIn(todo, language),
    since: found.since ?? null,
    nextTryAt: found.nextTryAt ?? null,
    crmField,
    erpField,
    conflictId: found.conflictId ?? null,
    detail: found.detail ?? null,
  }
}

// What the texts know has a label of its own or a mapping.
function isField(texts: Texts, facts: Facts, crmField: string): boolean {
  return (
    texts.knowsCrmField(facts.recordType, crmField) ||
    facts.fields.some((field) => field.crmField === crmField)
  )
}

async function stateOf(db: Db, linkId: number): Promise<LinkStateName> {
  const { rows } = await sql<{ state: LinkStateName }>`
    select ${linkState('l')} as state from link l where l.id = ${linkId}`.execute(db)
  return rows[0]?.state ?? 'failed'
}
