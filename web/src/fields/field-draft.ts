import type { CustomField, FieldType, Names } from './queries.ts'

// A user-defined field while it is being defined. Pure.

export interface FieldDraft {
  readonly label: Names
  readonly help: Names
  readonly type: FieldType
  /** As typed. */
  readonly maxLength: string
  readonly decimals: string
  readonly list: string | null
}

const nameless: Names = { nl: '', en: '' }

export function beginField(field: CustomField | undefined): FieldDraft {
  return {
    label: field?.label ?? nameless,
    help: field?.help ?? nameless,
    type: field?.type ?? 'text',
    maxLength: String(field?.maxLength ?? 254),
    decimals: String(field?.decimals ?? (field?.type === 'decimal' ? '' : 2)),
    list: field?.list ?? null,
  }
}

const parts = ['label', 'help', 'type', 'maxLength', 'decimals', 'list'] as const
export type FieldPart = (typeof parts)[number]

/** What of a field is not what it was. */
export function changedParts(was: FieldDraft, now: FieldDraft): readonly FieldPart[] {
  return parts.filter((part) => JSON.stringify(was[part]) !== JSON.stringify(now[part]))
}

/** The own changes on top of the field as it is now: nothing else of somebody else is undone. */
export function onTopOf(begun: FieldDraft, draft: FieldDraft, now: FieldDraft): FieldDraft {
  const mine = changedParts(begun, draft)
  return { ...now, ...Object.fromEntries(mine.map((part) => [part, draft[part]])) }
}

/** English left blank is as in Dutch. */
export function complete({ nl, en }: Names): Names {
  return { nl: nl.trim(), en: en.trim() || nl.trim() }
}

export type Lacking = 'label' | 'type' | 'maxLength' | 'decimals' | 'list'

/** What is still to be mended, before the server is asked. */
export function lackingIn({ label, type, maxLength, decimals, list }: FieldDraft): ReadonlySet<Lacking> {
  const lacking = new Set<Lacking>()
  if (label.nl.trim() === '') lacking.add('label')
  if (type === 'text' && !isBetween(maxLength, 1, 4000)) lacking.add('maxLength')
  if (type === 'decimal' && decimals.trim() !== '' && !isBetween(decimals, 0, 15)) lacking.add('decimals')
  if (type === 'list' && list === null) lacking.add('list')
  return lacking
}

/** As the server takes it. */
export function bodyOf({ label, help, type, maxLength, decimals, list }: FieldDraft) {
  const helped = complete(help)
  return {
    label: complete(label),
    help: helped.nl === '' && helped.en === '' ? null : { nl: helped.nl || helped.en, en: helped.en },
    type,
    maxLength: type === 'text' ? Number(maxLength) : null,
    decimals: type === 'decimal' && decimals.trim() !== '' ? Number(decimals) : null,
    list: type === 'list' ? list : null,
  }
}

function isBetween(text: string, least: number, most: number): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
}
