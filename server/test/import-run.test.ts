import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runPass } from '../src/engine/index.ts'
import { workAlone } from '../src/engine/long-work/alone.ts'
import type { Step } from '../src/engine/parts.ts'
import { done, useDesk } from './erp-desk.ts'
import { importDesk, mixedCustomers, newCustomer, openImports } from './import-desk.ts'

let connection = 0
const desk = useDesk({
  prepare: async () => {
    connection = await openImports(desk)
  },
})
const imports = importDesk(desk)
const mixed = (name: string) => mixedCustomers(desk, name)
const call = (method: string, path: string, body?: unknown) => desk.call(method, path, body)

async function company(id: number): Promise<Record<string, unknown>> {
  const { rows } = await desk.db.pool.query('select * from company where id = $1', [id])
  return rows[0]
}

/** What is stored of records and links, apart from ids and times. */
async function footprint(keys: readonly string[]): Promise<unknown> {
  const { rows } = await desk.db.pool.query(
    `select l.actor_key, l.base, l.start, c.name, c.vat_no, c.email, c.phone, c.category, r.outcome
     from import_row r left join link l on l.actor_key = r.actor_key and l.ended_at is null
     left join company c on c.id = l.record_id
     where r.actor_key = any($1) order by r.actor_key, r.id desc`,
    [keys],
  )
  return rows
}

const pass = () =>
  runPass(desk.engine(), connection, { worker: 'test', signal: new AbortController().signal, forced: true })

describe('an import that is carried out', () => {
  test('makes what is new, links and updates what is there, and leaves what nobody decided', async () => {
    const { keys, records } = await mixed('Boot')
    const id = await imports.judged(connection, keys, { nearNames: false })

    const { counts, state, selections } = await imports.run(id)

    assert.deepEqual(counts.outcomes, { created: 5, updated: 4, linked: 0, failed: 0, undone: 0 })
    assert.deepEqual([state, counts.undecided, counts.toDo], ['done', 1, 0])
    assert.equal((await company(records[0] ?? 0)).name, 'Boot Anton')
    const { rows } = await desk.db.pool.query(
      `select selection_id, count(*)::int as n from selection_record where selection_id = any($1) group by 1 order by 1`,
      [[selections.created, selections.updated]],
    )
    assert.deepEqual(
      rows.map(({ n }) => n),
      [5, 4],
    )
  })

  test('done a second time changes nothing, and neither does the pass after it', async () => {
    const { keys } = await mixed('Sloep')
    await imports.run(await imports.judged(connection, keys, { nearNames: false }))
    await pass()
    const before = (await footprint(keys)) as unknown[]

    const again = await imports.judged(connection, keys.slice(0, 9), { nearNames: false })

    assert.deepEqual((await imports.read(again)).counts.verdicts.linked, 9)
    const answer = await call('PUT', `/imports/${again}/state`, { state: 'started' })
    assert.equal(answer.body.code, 'nothingToImport')
    await pass()
    const now = (await footprint(keys)) as { outcome: string | null }[]
    assert.deepEqual(
      now.filter(({ outcome }) => outcome !== null),
      before.filter((row) => (row as { outcome: string | null }).outcome !== null),
    )
  })

  test('makes the decisions of a person, and gives new records their defaults', async () => {
    const { keys } = await mixed('Kano')
    const [first] = done(
      await call('GET', `/imports/${await imports.begin(connection)}/settings-form`),
    ).defaults.filter((field: { key: string }) => field.key === 'business')
    const id = await imports.judged(connection, keys, {
      nearNames: false,
      onMatch: 'link',
      defaults: { business: first.items[0].key, phone: '112' },
    })
    done(
      await call('PATCH', `/imports/${id}/rows`, { where: { undecided: 'true' }, choice: { do: 'create' } }),
    )

    await imports.run(id)

    const { rows } = await imports.rows(id, '?limit=50')
    const made = rows.find((row: { title: string }) => row.title === 'Kano K')
    assert.equal(made.outcome, 'created')
    assert.deepEqual(
      [String((await company(made.record.id)).business), (await company(made.record.id)).phone],
      [first.items[0].key, '112'],
    )
    const linked = rows.find((row: { title: string }) => row.title === 'Kano Anton')
    assert.deepEqual([linked.outcome, (await company(linked.record.id)).phone], ['updated', '9'])
  })

  test('goes on while the engine is off, and not while the connection has stopped', async () => {
    const key = newCustomer(desk, { NAME: 'Vlet' })
    const id = await imports.judged(connection, [key])
    await desk.db.pool.query('update engine set running = false')
    await desk.db.pool.query(`update connection set state = 'stopped', state_reason =
      '{"code": "breaker", "explanation": {"en": "Too much would change.", "nl": "Er zou te veel veranderen."}}'`)
    done(await call('PUT', `/imports/${id}/state`, { state: 'started' }))
    const { work } = await imports.read(id)
    const signal = new AbortController().signal
    await workAlone(desk.engine(), work.id, { worker: 'test', signal })
    assert.deepEqual(
      [(await imports.read(id)).work.problem.code, (await imports.read(id)).counts.toDo],
      ['breaker', 1],
    )

    await desk.db.pool.query(`update connection set state = 'ok', state_reason = null`)
    await imports.work(id)
    assert.equal((await imports.read(id)).counts.outcomes.created, 1)
    await desk.db.pool.query('update engine set running = true')
  })

  test('waits while both sides are to be compared first', async () => {
    const id = await imports.judged(connection, [newCustomer(desk, { NAME: 'Aak de Jong' })])
    await desk.db.pool.query(
      `insert into protection (connection_id, compare_reason, compare_since) values ($1, 'asked', now())
       on conflict (connection_id) do update set compare_reason = 'asked'`,
      [connection],
    )
    done(await call('PUT', `/imports/${id}/state`, { state: 'started' }))
    const { work } = await imports.read(id)
    await workAlone(desk.engine(), work.id, { worker: 'test', signal: new AbortController().signal })

    assert.equal((await imports.read(id)).work.problem.code, 'comparedFirst')
    await desk.db.pool.query('delete from protection')
    await imports.work(id)
    assert.equal((await imports.read(id)).state, 'done')
  })

  test('is paused and gone on with, and what is done stays', async () => {
    const { keys } = await mixed('Pont')
    const id = await imports.judged(connection, keys, { nearNames: false })
    done(await call('PUT', `/imports/${id}/state`, { state: 'started' }))
    assert.equal(done(await call('PUT', `/imports/${id}/state`, { state: 'paused' })).state, 'paused')
    await imports.work(id)
    assert.deepEqual((await imports.read(id)).counts.outcomes.created, 0)

    const { counts, state } = await imports.run(id)

    assert.deepEqual([state, counts.outcomes.created, counts.outcomes.updated], ['done', 5, 4])
  })

  test('leaves to a person what appeared since the preview, and goes on with it once decided', async () => {
    const key = newCustomer(desk, { NAME: 'Schokker', VATNO: 'NL818181801B01' })
    const id = await imports.judged(connection, [key])
    const appeared = await desk.record('company', { name: 'Schokker', vatNo: 'NL818181801B01' })
    await imports.run(id)
    const [row] = (await imports.rows(id, '?outcome=failed')).rows
    assert.deepEqual([row.problem.code, row.candidates[0].recordId], ['matchAppeared', appeared])

    const choice = { do: 'link', recordId: appeared }
    done(await call('PATCH', `/imports/${id}/rows`, { ids: [row.id], choice }))
    const { counts } = await imports.run(id, { failed: true })

    assert.deepEqual([counts.outcomes.failed, counts.outcomes.updated], [0, 1])
  })

  test('leaves to a person what another actor let go since the preview', async () => {
    const mail = { EMAIL: 'kraak@een.example' }
    const record = await desk.record('company', { name: 'Kraak', email: 'kraak@een.example' })
    const first = newCustomer(desk, { NAME: 'Kraak', ...mail })
    await imports.run(await imports.judged(connection, [first], { nearNames: false }))
    const id = await imports.judged(connection, [newCustomer(desk, { NAME: 'Kraak Twee', ...mail })], {
      nearNames: false,
    })
    assert.equal((await imports.read(id)).counts.verdicts.new, 1)
    await desk.db.pool.query('update link set ended_at = now() where actor_key = $1', [first])

    await imports.run(id)

    const [row] = (await imports.rows(id, '?outcome=failed')).rows
    assert.deepEqual([row.problem.code, row.candidates[0].recordId], ['matchAppeared', record])
  })

  test('leaves to a person what became like a record in the ERP since the preview', async () => {
    const record = await desk.record('company', { name: 'Botter', vatNo: 'NL717171717B01' })
    const key = newCustomer(desk, { NAME: 'Hengst' })
    const id = await imports.judged(connection, [key], { nearNames: false })
    desk.erp.edit('customer', key, { VATNO: 'NL717171717B01' })

    await imports.run(id)

    const [row] = (await imports.rows(id, '?outcome=failed')).rows
    assert.deepEqual([row.problem.code, row.candidates[0].recordId], ['matchAppeared', record])
  })

  test('finds what appeared among more records than are looked at one by one', async () => {
    const key = newCustomer(desk, { NAME: 'Tjalk', VATNO: 'NL828282828B01' })
    const id = await imports.judged(connection, [key])
    await desk.db.pool.query(`insert into company (name) select 'Vlot ' || n from generate_series(1, 600) n`)
    const appeared = await desk.record('company', { name: 'Tjalk', vatNo: 'NL828282828B01' })

    await imports.run(id)

    const [row] = (await imports.rows(id, '?outcome=failed')).rows
    assert.deepEqual([row.problem.code, row.candidates[0].recordId], ['matchAppeared', appeared])
  })

  test('takes what the ERP has now, and says of an actor that it is gone', async () => {
    const [kept, gone] = [newCustomer(desk, { NAME: 'Hektjalk' }), newCustomer(desk, { NAME: 'Zeetjalk' })]
    const id = await imports.judged(connection, [kept, gone], { nearNames: false })
    desk.erp.edit('customer', kept, { PHONE: '0777' })
    desk.erp.remove('customer', gone)

    await imports.run(id)

    const { rows } = await imports.rows(id)
    assert.equal((await company(rows[0].record.id)).phone, '0777')
    assert.deepEqual([rows[1].outcome, rows[1].problem.code], ['failed', 'actorGone'])
  })
})

describe('an import that is killed', () => {
  const moments: readonly Step[] = ['fetched', 'begun', 'written', 'committed', 'worked']
  for (const [index, moment] of moments.entries()) {
    test(`${index + 1}: ${moment}, and taken up again, ends as one that was not`, async () => {
      const { keys } = await mixed(`Dood${index}x`)
      const id = await imports.judged(connection, keys, { nearNames: false })
      done(await call('PUT', `/imports/${id}/state`, { state: 'started' }))
      const { work } = await imports.read(id)
      let times = 0
      const dying = {
        ...desk.engine(),
        reached: (step: Step) => (step === moment && ++times === 2 ? never() : undefined),
      }
      const first = { ...desk.engine(), reached: (step: Step) => (step === moment ? never() : undefined) }
      for (const engine of [first, dying]) {
        const dead = workAlone(engine, work.id, {
          worker: `dead ${moment}`,
          signal: new AbortController().signal,
        })
        await Promise.race([dead, stalled()])
        await desk.db.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and state = 'idle in transaction'`,
        )
        await desk.db.pool.query(
          'update connection set leased_until = null, leased_by = null, fence = fence + 1',
        )
      }

      await imports.work(id)
      await pass()

      const { counts, state } = await imports.read(id)
      assert.deepEqual(counts.outcomes, { created: 5, updated: 4, linked: 0, failed: 0, undone: 0 })
      assert.equal(state, 'done')
      const { rows } = await desk.db.pool.query(
        `select count(*)::int as links, count(distinct record_id)::int as records from link
         where actor_key = any($1) and ended_at is null`,
        [keys],
      )
      assert.deepEqual(rows, [{ links: 9, records: 9 }])
    })
  }
})

// The process stands still here for ever, as if it were killed: whoever waited for it is told.
let tell: () => void = () => undefined
function never(): Promise<void> {
  tell()
  return new Promise(() => undefined)
}
function stalled(): Promise<void> {
  return new Promise((resolve) => {
    tell = resolve
  })
}
