import { textIn } from '@koppel/sdk'
import type { Db } from '../../store/index.ts'
import { findNames, type Told } from './subjects.ts'

/** The same value, with the names of the connection and the record it tells of; what has no name keeps its number. */
export type PlaceNames = (told: unknown) => unknown

/** The names of the connections and records that these rows tell of, asked for in one go for a page. */
export async function placeNames(db: Db, rows: readonly Told[], language: 'nl' | 'en'): Promise<PlaceNames> {
  const places = rows.flatMap(({ oldValue, newValue }) => [...subjectsIn(oldValue), ...subjectsIn(newValue)])
  if (places.length === 0) return (told) => told
  const names = await findNames(db, [...new Set(places)])
  const nameOf = (subject: string) => {
    const name = names.get(subject)
    return name === undefined ? subject.slice(subject.indexOf('/') + 1) : textIn(name, language)
  }
  return (told) => {
    const [connection, record] = [connectionIn(told), recordIn(told)]
    if (typeof told !== 'object' || (connection ?? record) === undefined) return told
    const { connectionId: _, recordId: __, ...rest } = { connectionId: 0, recordId: 0, ...told }
    return {
      ...(connection === undefined ? {} : { connection: nameOf(connection) }),
      ...(record === undefined ? {} : { record: nameOf(record) }),
      ...rest,
    }
  }
}

function subjectsIn(told: unknown): string[] {
  return [connectionIn(told) ?? [], recordIn(told) ?? []].flat()
}

function connectionIn(told: unknown): string | undefined {
  const is = typeof told === 'object' && told !== null && 'connectionId' in told
  return is && typeof told.connectionId === 'number' ? `connection/${told.connectionId}` : undefined
}

function recordIn(told: unknown): string | undefined {
  if (typeof told !== 'object' || told === null || !('recordId' in told) || !('recordType' in told))
    return undefined
  return typeof told.recordId === 'number' ? `${told.recordType}/${told.recordId}` : undefined
}
