import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readMappings } from '../src/erp/mapping-screen.ts'
import {
  activeConnection,
  bothWays,
  connection,
  type Directions,
  done,
  map,
  nowhere,
  refused,
  useDesk,
} from './erp-desk.ts'

const desk = useDesk()

interface FieldAnswer {
  readonly key: string
  readonly arrows: Readonly<
    Record<string, Record<'toCrm' | 'toErp', { possible: boolean; reason: string | null; together: boolean }>>
  >
}

async function customerOf(id: number, language = 'nl') {
  const [customer] = done(await desk.call('GET', `/connections/${id}/mappings`, undefined, 'chief', language))
  const field = (key: string): FieldAnswer => {
    const found = customer.fields.find((one: FieldAnswer) => one.key === key)
    return { ...found, arrows: customer.arrows[found.arrows] }
  }
  return { customer, field }
}

describe('a grey arrow says why', () => {
  test('before a CRM field is chosen, for an id, a read-only field and types that do not match', async () => {
    const { field } = await customerOf(await connection(desk, 'Arrows'))
    assert.equal(field('NAME').arrows['']?.toCrm.reason, 'Selecteer eerst een CRM-veld.')
    assert.match(field('NUMBER1').arrows.code?.toErp.reason ?? '', /identificeert/)
    assert.deepEqual(field('BALANCE').arrows.code?.toCrm, { possible: true, reason: null, together: false })
    assert.match(field('BALANCE').arrows.code?.toErp.reason ?? '', /alleen-lezen/)
    assert.match(field('BLOCKED').arrows.note?.toErp.reason ?? '', /typen/)
  })

  test('by the name of the CRM here', async () => {
    const id = await connection(desk, 'Named')
    const [customer] = await readMappings(desk.db.db, id, 'nl', 'SuperCRM')
    const name = customer?.fields.find(({ key }) => key === 'NAME')
    const arrows = customer?.arrows[name?.arrows ?? 0]
    assert.equal(arrows?.['']?.toCrm.reason, 'Selecteer eerst een SuperCRM-veld.')
  })

  test('CRM fields that fit in neither direction are not offered', async () => {
    const { field } = await customerOf(await connection(desk, 'Offered'))
    assert.equal('category' in field('NAME').arrows, false)
    assert.equal('name' in field('COUNTRY').arrows, false)
    assert.equal('country' in field('COUNTRY').arrows, true)
  })

  test('another connection already decides the CRM field: here it can only go both ways', async () => {
    const owner = await connection(desk, 'Owner')
    done(await map(desk, owner, 'customer', { NAME: bothWays, DEPARTMENT: { toCrm: true } }))
    done(await desk.call('PUT', `/connections/${owner}/activation`))

    const id = await connection(desk, 'Guest')
    const { toCrm } = (await customerOf(id)).field('DEPARTMENT').arrows.department ?? {}
    assert.equal(toCrm?.together, true)
    assert.match(toCrm?.reason ?? '', /"Owner".*alleen in beide richtingen/)
    const { faults } = refused(
      await map(desk, id, 'customer', { DEPARTMENT: { toCrm: true } }),
      422,
      'invalidMapping',
    )
    assert.deepEqual(
      faults.map(({ code, at }) => [code, at]),
      [['writtenByConnection', 'DEPARTMENT']],
    )
    assert.match(faults[0]?.title ?? '', /Owner/)
    done(await map(desk, id, 'customer', { DEPARTMENT: bothWays }))
    done(await desk.call('DELETE', `/connections/${owner}/activation`))
  })
})

describe('the field mapping', () => {
  test('of two administrators at once: the second is told and nothing of theirs is saved', async () => {
    const id = await connection(desk, 'Twice')
    const { customer } = await customerOf(id)
    done(await map(desk, id, 'customer', { NAME: bothWays }))
    const late = { version: customer.version, enabled: true, fields: [] }
    refused(await desk.call('PUT', `/connections/${id}/mappings/customer`, late), 409, 'mappingChanged')
  })

  test('cannot have a direction that is impossible', async () => {
    const id = await connection(desk, 'Impossible')
    const wrong: [Directions, string][] = [
      [{ NUMBER1: { crmField: 'code', toCrm: true } }, 'identifies'],
      [{ BALANCE: { crmField: 'code', toErp: true } }, 'erpReadOnly'],
      [{ BLOCKED: { crmField: 'note', ...bothWays } }, 'typesDoNotFit'],
      [{ TEXT: { toCrm: true } }, 'noCrmField'],
    ]
    for (const [directions, code] of wrong) {
      const { faults } = refused(await map(desk, id, 'customer', directions), 422, 'invalidMapping')
      assert.deepEqual(
        faults.map((fault) => fault.code),
        [code],
      )
    }
  })

  test('lets one ERP field at most write a CRM field', async () => {
    const id = await connection(desk, 'Writers')
    const both = { PHONE: { toCrm: true }, FAX: { crmField: 'phone', toCrm: true } }
    const { faults } = refused(await map(desk, id, 'customer', both), 422, 'invalidMapping')
    assert.deepEqual(
      faults.map(({ code }) => code),
      ['writtenByField', 'writtenByField'],
    )
    done(await map(desk, id, 'customer', { PHONE: { toCrm: true }, FAX: { crmField: 'phone', toErp: true } }))
  })

  test('can swap the CRM fields of two ERP fields', async () => {
    const id = await connection(desk, 'Swap')
    done(await map(desk, id, 'customer', { PHONE: bothWays, FAX: bothWays }))
    done(await map(desk, id, 'customer', { PHONE: { crmField: 'fax' }, FAX: { crmField: 'phone' } }))
    const { customer } = await customerOf(id)
    const pairs = customer.fields.filter(({ toCrm }: { toCrm: boolean }) => toCrm)
    assert.deepEqual(
      pairs.map(({ key, crmField }: { key: string; crmField: string }) => [key, crmField]),
      [
        ['PHONE', 'fax'],
        ['FAX', 'phone'],
      ],
    )
  })

  test('tells of each actor type how many records are linked to it', async () => {
    const id = await connection(desk, 'Counted')
    const insert = `insert into link (connection_id, actor_type, actor_key, record_type, record_id, ended_at)
      values ($1, 'customer', $2, 'company', $3, $4)`
    for (const [key, endedAt] of [
      ['C1', null],
      ['C2', null],
      ['C3', 'now'],
    ] as const) {
      const company = await desk.record('company', { name: key })
      await desk.db.pool.query(insert, [id, key, company, endedAt])
    }

    const mappings = done(await desk.call('GET', `/connections/${id}/mappings`))
    const links = mappings.map((one: { actorType: string; links: number }) => [one.actorType, one.links])
    assert.deepEqual(new Map(links).get('customer'), 2)
    assert.ok(links.length > 1)
    assert.deepEqual(new Set(links.slice(1).map(([, count]: [string, number]) => count)), new Set([0]))
  })

  test('begins anew with the stated rule on existing links, only for fields that travel differently', async () => {
    const id = await activeConnection(desk, 'Links')
    const company = await desk.record('company', { name: 'Anew BV' })
    const { rows } = await desk.db.pool.query(
      `insert into link (connection_id, actor_type, actor_key, record_type, record_id, base)
       values ($1, 'customer', 'A1', 'company', $2, '{"NAME": ["Anew", "Anew"], "PHONE": ["1", "1"]}') returning id`,
      [id, company],
    )
    await desk.db.pool.query('delete from crm_change')
    done(await map(desk, id, 'customer', { PHONE: { toErp: false }, EMAIL: bothWays }, { start: 'crm' }))
    const link = await desk.db.db
      .selectFrom('link')
      .selectAll()
      .where('id', '=', rows[0].id)
      .executeTakeFirstOrThrow()
    assert.deepEqual(link.base, { NAME: ['Anew', 'Anew'] })
    assert.deepEqual(link.start, { PHONE: 'crm', EMAIL: 'crm' })
    const waiting = await desk.db.db.selectFrom('crmChange').select('linkId').execute()
    assert.deepEqual(waiting, [{ linkId: link.id }])
  })
})

describe('the list mapping', () => {
  async function countries(id: number) {
    const lists = done(await desk.call('GET', `/connections/${id}/list-mappings`))
    return lists.find(({ crmList }: { crmList: string }) => crmList === 'country')
  }
  type Item = { readonly erpItem: string; readonly suggestion: string | null }

  test('suggests CRM items of the same name and keeps what was chosen', async () => {
    const id = await connection(desk, 'Lists')
    const before = await countries(id)
    const suggested = before.items.filter(({ suggestion }: Item) => suggestion !== null)
    assert.ok(suggested.length >= 5)
    const items = before.items.map(({ erpItem, suggestion }: Item) => ({ erpItem, crmItem: suggestion }))
    done(
      await desk.call('PUT', `/connections/${id}/list-mappings/${before.erpList}/country`, {
        version: 0,
        items,
      }),
    )
    const after = await countries(id)
    assert.deepEqual(
      after.items.map(({ crmItem }: { crmItem: string }) => crmItem),
      items.map(({ crmItem }: { crmItem: string }) => crmItem),
    )
  })

  test('refuses a CRM item that is used twice', async () => {
    const id = await connection(desk, 'Doubles')
    const { erpList, items, crmItems } = await countries(id)
    const twice = items.slice(0, 2).map(({ erpItem }: Item) => ({ erpItem, crmItem: crmItems[0].key }))
    const path = `/connections/${id}/list-mappings/${erpList}/country`
    const { faults } = refused(
      await desk.call('PUT', path, { version: 0, items: twice }),
      422,
      'duplicateListItem',
    )
    assert.equal(faults.length, 2)
  })

  test('refuses an ERP item that is named twice', async () => {
    const id = await connection(desk, 'Named twice')
    const { erpList, items, crmItems } = await countries(id)
    const twice = [0, 1].map((index) => ({ erpItem: items[0].erpItem, crmItem: crmItems[index].key }))
    const path = `/connections/${id}/list-mappings/${erpList}/country`
    refused(await desk.call('PUT', path, { version: 0, items: twice }), 422, 'duplicateListItem')
  })
})

describe('activating', () => {
  test('names each thing to mend and where', async () => {
    const id = await connection(desk, 'Incomplete')
    const none = refused(await desk.call('PUT', `/connections/${id}/activation`), 422, 'cannotActivate')
    assert.deepEqual(
      none.faults.map(({ code, at }) => [code, at]),
      [['noActorType', 'mapping']],
    )

    done(await map(desk, id, 'customer', { PHONE: bothWays }))
    const name = refused(await desk.call('PUT', `/connections/${id}/activation`), 422, 'cannotActivate')
    assert.deepEqual(
      name.faults.map(({ code, at }) => [code, at]),
      [['mandatoryField', 'customer/NAME']],
    )
    assert.equal(done(await desk.call('GET', `/connections/${id}`)).active, false)
  })

  test('tests the ERP now', async () => {
    const id = await connection(desk, 'Away')
    done(await map(desk, id, 'customer', { NAME: bothWays }))
    await desk.db.pool.query(
      `update connection set settings = jsonb_set(settings, '{url}', to_jsonb($2::text)) where id = $1`,
      [id, await nowhere()],
    )
    const { faults } = refused(await desk.call('PUT', `/connections/${id}/activation`), 422, 'cannotActivate')
    assert.deepEqual(
      faults.map(({ at }) => at),
      ['settings'],
    )
  })

  test('shows which fields are synchronised from then on', async () => {
    const id = await activeConnection(desk, 'Complete')
    const { active, synchronised } = done(
      await desk.call('GET', `/connections/${id}`, undefined, 'chief', 'nl'),
    )
    assert.equal(active, true)
    assert.deepEqual(synchronised[0].fields[0], {
      ...{ erp: 'Naam', crm: 'Naam', toCrm: true, toErp: true },
      ...{ inErp: true, stopped: false },
    })
  })
})
