import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { done, useDesk } from './erp-desk.ts'
import { importDesk, newCustomer, openImports } from './import-desk.ts'

// Actors that are added all at once are judged as they come.

let connection = 0
const desk = useDesk({
  prepare: async () => {
    connection = await openImports(desk)
  },
})
const imports = importDesk(desk)

/** An import of all customers in this place, collected. */
async function collected(place: string, id?: number): Promise<number> {
  const of = id ?? (await imports.begin(connection))
  const criteria = [{ field: 'STREETCITY', operator: 'equals', values: [place] }]
  done(await desk.call('POST', imports.path(of, '/collections'), { criteria }))
  await imports.work(of)
  return of
}

const askPreview = async (id: number) => done(await desk.call('POST', imports.path(id, '/previews'), {}))

describe('what is collected', () => {
  test('is judged page by page as it would be all at once, and its preview is there without any work', async () => {
    const [STREETCITY, VATNO] = ['Ameland', 'NL818181801B01']
    await desk.record('company', { name: 'Strandpaal', vatNo: VATNO })
    const first = newCustomer(desk, { NAME: 'Strandpaal', STREETCITY, VATNO })
    const twin = newCustomer(desk, { NAME: 'Duinpan', STREETCITY, VATNO: 'NL828282801B01' })
    for (const key of desk.erp.generate(230)) desk.erp.edit('customer', key, { STREETCITY })
    const [second, other] = [
      newCustomer(desk, { NAME: 'Strandpaal', STREETCITY, VATNO: '8181.81.801.B01' }),
      newCustomer(desk, { NAME: 'Duinpan Beheer', STREETCITY, VATNO: 'NL 8282.82.801 B01' }),
    ]

    const id = await collected('Ameland')

    const { counts } = await imports.read(id)
    assert.deepEqual([counts.rows, counts.unjudged], [234, 0])
    const { rows } = await imports.rows(id, '?limit=50&q=Strandpaal')
    const { rows: twins } = await imports.rows(id, '?limit=50&q=Duinpan')
    const verdicts = Object.fromEntries(
      [...rows, ...twins].map((row: { actorKey: string; verdict: string }) => [row.actorKey, row.verdict]),
    )
    assert.deepEqual(verdicts, {
      [first]: 'update',
      [twin]: 'new',
      [second]: 'duplicate',
      [other]: 'duplicate',
    })
    assert.equal((await askPreview(id)).work, null)
  })

  test('is the twin of one that was added before and is judged after it', async () => {
    const [STREETCITY, VATNO] = ['Texel', 'NL838383801B01']
    const before = newCustomer(desk, { NAME: 'Slufter', STREETCITY: 'Elders', VATNO })
    const after = newCustomer(desk, { NAME: 'De Slufter', STREETCITY, VATNO })
    const id = await imports.begin(connection)
    done(await desk.call('POST', imports.path(id, '/rows'), { keys: [before] }))

    await collected('Texel', id)
    await imports.preview(id)

    assert.deepEqual(await imports.verdicts(id), { [before]: 'duplicate', [after]: 'new' })
  })

  test('is judged anew by a preview once the mapping is another one', async () => {
    const [STREETCITY, PHONE] = ['Vlieland', '0562 451451']
    await desk.record('company', { name: 'Kaap', email: 'kaap@kaap.example' })
    const key = newCustomer(desk, { NAME: 'Kaapstander', STREETCITY, PHONE, EMAIL: 'kaap@kaap.example' })
    const id = await collected('Vlieland')
    assert.equal((await imports.verdicts(id))[key], 'update')
    await desk.db.pool.query('update connection set mapping_version = mapping_version + 1 where id = $1', [
      connection,
    ])

    assert.equal((await askPreview(id)).work.of, 'preview')
    await imports.work(id)

    assert.equal((await imports.verdicts(id))[key], 'update')
    assert.equal((await imports.read(id)).counts.unjudged, 0)
  })

  test('is judged anew by a preview where it could not be a record, and keeps what somebody decided', async () => {
    const STREETCITY = 'Schier'
    const [early, named] = [
      newCustomer(desk, { NAME: 'Wad', STREETCITY }),
      newCustomer(desk, { NAME: 'Wadden', STREETCITY }),
    ]
    const id = await collected('Schier')
    // As of a person whose company was not there yet.
    await desk.db.pool.query(
      `update import_row set verdict = 'error' where import_id = $1 and actor_key = $2`,
      [id, early],
    )
    const { rows } = await imports.rows(id, `?q=${named}`)
    done(await desk.call('PATCH', imports.path(id, '/rows'), { ids: [rows[0].id], choice: { do: 'skip' } }))

    await imports.preview(id)

    const { rows: now } = await imports.rows(id)
    assert.deepEqual(
      now.map((row: { verdict: string; choice: { do: string } | null }) => [
        row.verdict,
        row.choice?.do ?? row.choice,
      ]),
      [
        ['new', null],
        ['new', 'skip'],
      ],
    )
  })
})
