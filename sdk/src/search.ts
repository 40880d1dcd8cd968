import type { Actor, ActorRef } from './actor.ts'
import type { Value } from './value.ts'

/**
 * How a criterion compares. Which ones fit a field follows from its type (spec §3):
 *
 * - text: `equals`, `begins`, `contains`, `ends`, their `not…` forms, `between`; letter case does not matter;
 * - integer, decimal: `equals`, `notEquals`, `less`, `greater`, `atMost`, `atLeast`, `between`;
 * - date, datetime: `before`, `after`, `equals`, `between`;
 * - list: `oneOf`, `notOneOf`; checkbox: `equals`.
 *
 * `between` includes both ends. A blank field meets only the `not…` forms.
 */
export type Operator =
  | 'equals'
  | 'notEquals'
  | 'begins'
  | 'notBegins'
  | 'contains'
  | 'notContains'
  | 'ends'
  | 'notEnds'
  | 'less'
  | 'greater'
  | 'atMost'
  | 'atLeast'
  | 'before'
  | 'after'
  | 'between'
  | 'oneOf'
  | 'notOneOf'

/** The operators a field of this type offers. A connector supports all of them on its searchable fields. */
export const operatorsOf = {
  text: [
    'contains',
    'notContains',
    'begins',
    'notBegins',
    'ends',
    'notEnds',
    'equals',
    'notEquals',
    'between',
  ],
  password: [],
  integer: ['equals', 'notEquals', 'less', 'greater', 'atMost', 'atLeast', 'between'],
  decimal: ['equals', 'notEquals', 'less', 'greater', 'atMost', 'atLeast', 'between'],
  date: ['equals', 'before', 'after', 'between'],
  datetime: ['equals', 'before', 'after', 'between'],
  list: ['oneOf', 'notOneOf'],
  checkbox: ['equals'],
} as const satisfies Record<string, readonly Operator[]>

export interface Criterion {
  /** The key of a searchable field. */
  readonly field: string
  readonly operator: Operator
  /** One value; two for `between`; any number for `oneOf` and `notOneOf`. */
  readonly values: readonly Value[]
}

export interface Search {
  /**
   * What a person typed: looked for in the names and numbers a person would try, letter case ignored.
   * Left out or empty: every actor.
   */
  readonly text?: string
  /** All must hold. */
  readonly criteria?: readonly Criterion[]
  /** Only actors that belong to this one. */
  readonly parent?: ActorRef
  /** The `next` of the page before. Left out: the first page. */
  readonly page?: string
  /** At most this many hits in one answer; 1 to 200. */
  readonly limit: number
  /** Keys of the fields to deliver with each hit. */
  readonly fields: readonly string[]
}

export interface Hits {
  /** In an order that does not change from page to page. */
  readonly actors: readonly Actor[]
  /** Where the next page starts; left out on the last one. */
  readonly next?: string
  /** How many there are in all, where the ERP tells cheaply. */
  readonly total?: number
}
