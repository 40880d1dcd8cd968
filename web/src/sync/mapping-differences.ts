import { type Choice, changedChoices, choiceOf, type MappingDraft } from './mapping-draft.ts'
import type { MappedField, Mapping } from './queries.ts'

// What somebody else, or the ERP, changed in a mapping since it was opened. Pure.

/** One field that is not what it was. */
export interface Difference {
  readonly key: string
  readonly label: string
  /** None: the field is new, or gone. */
  readonly was: Choice | undefined
  readonly now: Choice | undefined
  /** What the ERP says of it has changed. */
  readonly inErp: 'new' | 'gone' | 'back' | 'otherType' | undefined
  /** Changed in the own draft, too. */
  readonly mine: boolean
}

export function differences(draft: MappingDraft, now: Mapping): readonly Difference[] {
  const before = new Map(draft.base.fields.map((field) => [field.key, field]))
  const after = new Map(now.fields.map((field) => [field.key, field]))
  const mine = new Set(changedChoices(draft).map(({ key }) => key))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)]
    const inErp = changeInErp(was, is)
    if (!inErp && was && is && sameChoice(choiceOf(was), choiceOf(is))) return []
    const label = (is ?? was)?.label ?? key
    return [{ key, label, inErp, mine: mine.has(key), was: was && choiceOf(was), now: is && choiceOf(is) }]
  })
}

function changeInErp(was: MappedField | undefined, is: MappedField | undefined): Difference['inErp'] {
  if (!was) return 'new'
  if (!is) return 'gone'
  if (was.inErp !== is.inErp) return is.inErp ? 'back' : 'gone'
  return was.type === is.type && was.access === is.access ? undefined : 'otherType'
}

function sameChoice(a: Choice, b: Choice): boolean {
  return (Object.keys(a) as (keyof Choice)[]).every((key) => a[key] === b[key])
}
