import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runPass } from '../src/engine/index.ts'
import { done, useDesk } from './erp-desk.ts'
import { importDesk, mixedCustomers, openImports } from './import-desk.ts'

let connection = 0
const desk = useDesk({
  prepare: async () => {
    connection = await openImports(desk)
  },
})
const imports = importDesk(desk)
const call = (method: string, path: string, body?: unknown) => desk.call(method, path, body)
const mixed = (name: string) => mixedCustomers(desk, name)
const pass = () =>
  runPass(desk.engine(), connection, { worker: 'test', signal: new AbortController().signal, forced: true })

async function company(id: number): Promise<Record<string, unknown>> {
  const { rows } = await desk.db.pool.query('select * from company where id = $1', [id])
  return rows[0]
}

describe('undoing an import', () => {
  test('puts everything back but what somebody changed since, and ends its links', async () => {
    const { keys, records } = await mixed('Terug')
    const id = await imports.judged(connection, keys, { nearNames: false })
    await imports.run(id)
    const { rows } = await imports.rows(id, '?outcome=created')
    const [edited, ...untouched] = rows.map((row: { record: { id: number } }) => row.record.id)
    await desk.db.pool.query(`update company set note = 'Gebeld', updated_by = 'anna' where id = $1`, [
      edited,
    ])
    await desk.db.pool.query(`update company set phone = '112', updated_by = 'anna' where id = $1`, [
      records[1],
    ])
    const extent = done(await call('GET', `/imports/${id}/undo-extent`))
    assert.deepEqual([extent.toBin, extent.kept, extent.unlinked], [4, 1, 9])

    done(await call('POST', `/imports/${id}/undos`))
    await imports.work(id)

    const now = await imports.read(id)
    assert.deepEqual([now.state, now.counts.outcomes.undone], ['undone', 9])
    assert.equal((await company(edited)).deleted_at, null)
    for (const one of untouched) assert.notEqual((await company(one)).deleted_at, null)
    const [first, second] = [await company(records[0] ?? 0), await company(records[1] ?? 0)]
    assert.deepEqual([first.name, first.phone], ['Oud Terug Anton', '9'])
    assert.deepEqual([second.name, second.phone], ['Oud Terug Bernhard', '112'])
    const { rows: links } = await desk.db.pool.query(
      'select from link where actor_key = any($1) and ended_at is null',
      [keys],
    )
    assert.equal(links.length, 0)
    await pass()
    assert.equal((await company(records[0] ?? 0)).phone, '9')
    assert.equal((await call('POST', `/imports/${id}/undos`)).body.code, 'nothingToUndo')
  })
})
