import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from 'kysely'

/** Columns are camelCase here and snake_case there. Keys inside JSON are data and stay as they are. */
export class CamelCaseNames extends CamelCasePlugin {
  constructor() {
    super({ maintainNestedObjectKeys: true })
  }

  // All rows of a result have the same columns: each name is made once.
  override async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows
    if (!first) return result
    const names = Object.keys(first).map((column): [string, string] => [column, this.camelCase(column)])
    return { ...result, rows: result.rows.map((row) => renamed(row, names)) }
  }
}

function renamed(row: UnknownRow, names: readonly [string, string][]): UnknownRow {
  const made: UnknownRow = {}
  for (const [column, name] of names) made[name] = row[column]
  return made
}
