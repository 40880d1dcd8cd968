import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeConnection, bothWays, done, map, useDesk } from './erp-desk.ts'

const desk = useDesk()

/** How many questions the database is asked meanwhile. */
async function questions(work: () => Promise<unknown>): Promise<number> {
  const { pool } = desk.db
  let asked = 0
  const count = () => {
    asked += 1
  }
  pool.on('acquire', count)
  await work().finally(() => pool.off('acquire', count))
  return asked
}

test('the ERP tab of a person asks as much of the database with eight connections as with one', async () => {
  const company = await desk.record('company', { name: 'Veel verbindingen BV' })
  const person = await desk.record('person', { lastName: 'Bos' }, company)
  const tab = async () => done(await desk.call('GET', `/records/person/${person}/erp`))
  const mapPersons = async (id: number) =>
    await map(desk, id, 'person', { LASTNAME: { ...bothWays, crmField: 'lastName' } })
  await mapPersons(await activeConnection(desk, 'Tab 1'))
  await tab()
  const withOne = await questions(tab)
  for (let n = 2; n <= 8; n++) await mapPersons(await activeConnection(desk, `Tab ${n}`))

  assert.equal((await tab()).connections.length, 8)
  assert.equal(await questions(tab), withOne)
})
