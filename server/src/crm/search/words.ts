import { type RawBuilder, sql } from 'kysely'

/** What must be true of a row `t`, and how it may be found. */
export interface WordConditions {
  readonly conditions: readonly RawBuilder<unknown>[]
  /** True where the trigrams of a word lead to the rows that have it. */
  readonly indexed: boolean
  /** The same, so written that trigrams lead to rows with a word of two characters; undefined where none do. */
  readonly bySpelling: readonly RawBuilder<unknown>[] | undefined
}

/** Every word of `q` must occur in what is searched of a record. */
export function wordConditions(q: string, inCustom: boolean): WordConditions {
  const words = q.split(/\s+/).filter((word) => word !== '')
  const holds = (word: string) => anywhere(inCustom, (column) => sql`${column} like ${containing(word)}`)
  const pairs = words.filter((word) => /^[a-z0-9]{2}$/i.test(word))
  return {
    conditions: words.map(holds),
    indexed: words.some((word) => /[\p{L}\p{N}]{3,}/u.test(word)),
    bySpelling:
      pairs.length === 0
        ? undefined
        : words.map((word) =>
            pairs.includes(word) ? spelledOut(word.toLowerCase(), inCustom) : holds(word),
          ),
  }
}

/** A LIKE pattern for texts that hold this one, whatever its capitals and accents. */
export function containing(text: string): RawBuilder<unknown> {
  return sql`'%' || ${escaped(text)} || '%'`
}

/** A LIKE pattern for texts that begin with this one. */
export function beginning(text: string): RawBuilder<unknown> {
  return sql`${escaped(text)} || '%'`
}

// After search_text, not before: it makes plain characters of full-width ones.
function escaped(text: string): RawBuilder<unknown> {
  return sql`regexp_replace(search_text(${text}), '([\\\\%_])', '\\\\\\1', 'g')`
}

function anywhere(inCustom: boolean, holds: (column: RawBuilder<unknown>) => RawBuilder<unknown>) {
  const standard = holds(sql`t.search`)
  return inCustom
    ? sql`(${standard} or (t.custom_search <> '' and ${holds(sql`t.custom_search`)}))`
    : standard
}

const ends = [' ', '.', ',', '@', '-', '/', '&', '\\_', "'", '"', '(', ')', '+', ':', ';', '*', '#', '!', '?']

// Two characters have no trigram, but all they can stand in have one: with a letter or digit behind them, or at the end
// of a word. A letter of another script right behind them is not among these; such a row is found by three characters.
function spelledOut(pair: string, inCustom: boolean): RawBuilder<unknown> {
  return anywhere(
    inCustom,
    (column) =>
      sql`(${sql.join(
        [
          sql`${column} ~ ${sql.lit(`${pair}[a-z0-9]`)}`,
          sql`${column} like ${sql.lit(`%${pair}`)}`,
          ...ends.map((end) => sql`${column} like ${sql.lit(`%${pair}${end}%`)}`),
        ],
        sql` or `,
      )})`,
  )
}
