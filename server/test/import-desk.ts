import type { Fields } from '@koppel/sdk'
import { type AloneOptions, workAlone } from '../src/engine/long-work/alone.ts'
import { workBeside } from '../src/engine/long-work/beside.ts'
import { activeConnection, type Desk, done, map } from './erp-desk.ts'

/** Fields of customers as a bookkeeping package has them, all of them both ways. */
export const mapped = {
  NAME: { crmField: 'name', toCrm: true, toErp: true, showInSearch: true },
  NUMBER2: { crmField: 'number', toCrm: true, toErp: true },
  VATNO: { crmField: 'vatNo', toCrm: true, toErp: true },
  EMAIL: { crmField: 'email', toCrm: true, toErp: true },
  CATEGORY: { crmField: 'category', toCrm: true, toErp: true },
  PHONE: { crmField: 'phone', toCrm: true, toErp: true },
  STREETZIP: { crmField: 'streetZip', toCrm: true, toErp: true },
  STREETCITY: { crmField: 'streetCity', toCrm: true, toErp: true, showInSearch: true },
}

const alone = ['import', 'undo']

/** What tests of importing do again and again, through the API. */
export function importDesk(desk: Desk) {
  const path = (id: number, rest = '') => `/imports/${id}${rest}`

  async function begin(connectionId: number, actorType = 'customer', as = 'chief') {
    return done(await desk.call('POST', '/imports', { connectionId, actorType }, as)).id as number
  }

  async function read(id: number, as = 'chief') {
    return done(await desk.call('GET', path(id), undefined, as))
  }

  /** Carries out what is under way, slice by slice, as the worker would. */
  async function work(id: number, options: Partial<AloneOptions> = {}): Promise<void> {
    for (let slice = 0; slice < 50; slice++) {
      const { work } = await read(id)
      if (!work || work.state === 'failed') return
      const signal = new AbortController().signal
      if (alone.includes(work.of))
        await workAlone(desk.engine(), work.id, { worker: 'test', signal, ...options })
      else await workBeside(desk.engine(), { runId: work.id }, signal)
    }
    throw new Error('The import does not come to an end.')
  }

  /** A new import of these customers, judged. */
  async function judged(connectionId: number, keys: readonly string[], settings: object = {}) {
    const id = await begin(connectionId)
    done(await desk.call('POST', path(id, '/rows'), { keys }))
    const now = await read(id)
    done(await desk.call('PUT', path(id, '/settings'), { ...now.settings, ...settings }))
    await preview(id)
    return id
  }

  async function preview(id: number, anew = false): Promise<void> {
    done(await desk.call('POST', path(id, '/previews'), { anew }))
    await work(id)
  }

  async function rows(id: number, query = '') {
    return done(await desk.call('GET', path(id, `/rows${query}`)))
  }

  /** The verdict on each actor, by key. */
  async function verdicts(id: number): Promise<Record<string, string>> {
    const { rows: all } = await rows(id, '?limit=200')
    return Object.fromEntries(
      all.map((row: { actorKey: string; verdict: string }) => [row.actorKey, row.verdict]),
    )
  }

  async function run(id: number, more: object = {}) {
    done(await desk.call('PUT', path(id, '/state'), { state: 'started', ...more }))
    await work(id)
    return await read(id)
  }

  return { path, begin, read, work, judged, preview, rows, verdicts, run }
}

/** A customer of the ERP, whose fields nobody else has. */
export function newCustomer(desk: Desk, fields: Fields): string {
  const [key = ''] = desk.erp.generate(1)
  const blank = { NUMBER2: null, VATNO: null, EMAIL: null, PHONE: null, STREETZIP: null, POSTALZIP: null }
  desk.erp.edit('customer', key, { ...blank, ...fields })
  return key
}

/** People who import, and an active connection whose mapping has what an import matches by. */
export async function openImports(desk: Desk): Promise<number> {
  await desk.user('anna', 'user', ['erpSync', 'import'])
  await desk.user('bert', 'user', ['erpSync', 'import'])
  await desk.user('carl', 'user', ['erpSync'])
  await desk.db.pool.query("update app_user set licences = '{erpSync,import}' where id = 'chief'")
  const connection = await activeConnection(desk, 'Boekhouding')
  done(await map(desk, connection, 'customer', mapped))
  return connection
}

let seen = 0
const letters = [
  'Anton',
  'Bernhard',
  'Cornelis',
  'Dirk',
  'Eduard',
  'Ferdinand',
  'Gerhard',
  'Hendrik',
  'Izaak',
]

/** Ten customers: five new ones, four that are there, and one nobody can tell. */
export async function mixedCustomers(
  desk: Desk,
  name: string,
): Promise<{ keys: string[]; records: number[] }> {
  const keys: string[] = []
  const records: number[] = []
  for (let n = 0; n < 9; n++) {
    const VATNO = `NL${String(700_000_000 + keys.length * 7 + name.length * 1_000 + seen++ * 10)}B01`
    keys.push(newCustomer(desk, { NAME: `${name} ${letters[n]}`, VATNO, PHONE: `0${n}` }))
    if (n < 4)
      records.push(
        await desk.record('company', { name: `Oud ${name} ${letters[n]}`, vatNo: VATNO, phone: '9' }),
      )
  }
  keys.push(newCustomer(desk, { NAME: `${name} K`, EMAIL: `${name}@twee.example` }))
  for (const other of ['Noord', 'Zuid'])
    await desk.record('company', { name: `${other} ${seen}`, email: `${name}@twee.example` })
  return { keys, records }
}
