import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { operatorsOf } from '@koppel/sdk'
import { activeConnection, done, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

interface HitAnswer {
  readonly key: string
  readonly linkedTo: { readonly id: number } | null
}

async function search(id: number, more: object) {
  return await desk.call('POST', `/connections/${id}/actor-searches`, { actorType: 'customer', ...more })
}

async function link(id: number, company: number, actorKey: string) {
  const body = { connectionId: id, actorType: 'customer', actorKey, choices: {} }
  return await desk.call('POST', `/records/company/${company}/links`, body)
}

describe('searching', () => {
  test('finds by text and by criteria, page by page, and marks who is taken', async () => {
    const id = await activeConnection(desk, 'Search')
    const all = done(await search(id, {}))
    assert.ok(all.hits.length > 3)
    assert.deepEqual(all.columns[0], { key: 'NUMBER1', label: 'Customer number' })
    const { title, key } = all.hits[2]
    const record = await desk.record('company', { name: title })
    done(await link(id, record, key))

    const found = done(await search(id, { text: title.toUpperCase() }))
    const hit = found.hits.find((one: HitAnswer) => one.key === key)
    assert.deepEqual(hit.linkedTo, { recordType: 'company', id: record, title })
    const criteria = [{ field: 'NAME', operator: 'begins', values: [title.slice(0, 4)] }]
    assert.ok(done(await search(id, { criteria })).hits.some((one: HitAnswer) => one.key === key))
  })

  test('tells what can be searched by, in rank order, with the items of lists', async () => {
    const id = await activeConnection(desk, 'Search fields')
    const path = `/connections/${id}/search-fields/customer`
    const fields = done(await desk.call('GET', path, undefined, 'chief', 'nl'))
    assert.deepEqual(fields[0], {
      ...{ key: 'NUMBER1', label: 'Klantnummer', type: 'text', identifies: true, items: null },
      operators: [...operatorsOf.text],
    })
    const terms = fields.find(({ key }: { key: string }) => key === 'PAYMENT_TERMS')
    assert.deepEqual(terms.operators, ['oneOf', 'notOneOf'])
    assert.ok(terms.items.some(({ label }: { label: string }) => label === '14 dagen'))
    assert.ok(fields.every(({ key }: { key: string }) => key !== 'STREETAD1'))

    const stranger = await desk.user('search-stranger', 'user', [])
    refused(await desk.call('GET', path, undefined, stranger), 404, 'notFound')
    refused(await desk.call('GET', `/connections/${id}/search-fields/project`), 404, 'notFound')
  })

  test('finds by any type of field, all criteria together', async () => {
    const id = await activeConnection(desk, 'By type')
    const count = async (...criteria: object[]) => done(await search(id, { criteria })).total
    const all = await count()
    const pairs = [
      ['PAYMENT_TERMS', 'oneOf', ['14', '30'], 'notOneOf', ['14', '30']],
      ['EMPLOYEES', 'atMost', [100], 'greater', [100]],
      ['CREDIT_LIMIT', 'less', ['5000.50'], 'atLeast', ['5000.5']],
      ['NAME', 'contains', ['b'], 'notContains', ['B']],
    ] as const
    for (const [field, operator, values, opposite, others] of pairs) {
      const one = { field, operator, values }
      const other = { field, operator: opposite, values: others }
      const [found, rest] = [await count(one), await count(other)]
      assert.ok(found > 0 && rest > 0, `${field}: ${found} and ${rest}`)
      assert.ok(found + rest <= all, field)
      assert.equal(await count(one, other), 0, `${field}: all criteria hold together`)
    }
    const before = { field: 'CUSTOMER_SINCE', operator: 'before', values: ['2020-01-01'] }
    const free = { field: 'BLOCKED', operator: 'equals', values: [false] }
    const both = await count(before, free)
    assert.ok(both > 0 && both <= (await count(before)) && both < all)
  })

  test('names each criterion that cannot be asked, and asks the ERP nothing', async () => {
    const id = await activeConnection(desk, 'Criteria')
    const wrong = [
      [{ field: 'NAME', operator: 'less', values: ['a'] }, 'operatorNotPossible'],
      [{ field: 'NAME', operator: 'between', values: ['a'] }, 'valueMissing'],
      [{ field: 'NAME', operator: 'contains', values: ['a', 'b'] }, 'valueMissing'],
      [{ field: 'NAME', operator: 'contains', values: [''] }, 'valueMissing'],
      [{ field: 'NAME', operator: 'contains', values: ['a'.repeat(201)] }, 'valueDoesNotFit'],
      [{ field: 'STREETAD1', operator: 'equals', values: ['a'] }, 'fieldNotSearchable'],
      [{ field: 'CUSTOMER_SINCE', operator: 'equals', values: ['yesterday'] }, 'valueDoesNotFit'],
      [
        { field: 'CUSTOMER_SINCE', operator: 'between', values: ['2026-02-01', '2026-01-01'] },
        'valuesReversed',
      ],
      [{ field: 'CREDIT_LIMIT', operator: 'equals', values: ['veel'] }, 'valueDoesNotFit'],
      [{ field: 'CREDIT_LIMIT', operator: 'between', values: ['10', '9.99'] }, 'valuesReversed'],
      [{ field: 'BLOCKED', operator: 'equals', values: ['maybe'] }, 'valueDoesNotFit'],
      [{ field: 'PAYMENT_TERMS', operator: 'oneOf', values: [] }, 'valueMissing'],
      [{ field: 'PAYMENT_TERMS', operator: 'oneOf', values: ['no such item'] }, 'valueDoesNotFit'],
    ] as const
    const fine = { field: 'NAME', operator: 'contains', values: ['a'] }
    const criteria = [fine, ...wrong.map(([criterion]) => criterion)]
    const { faults } = refused(await search(id, { criteria }), 422, 'invalidCriterion')
    assert.deepEqual(
      faults.map(({ at, code }) => [at, code]),
      wrong.map(([, code], index) => [`criteria/${index + 1}`, code]),
    )
    assert.equal(faults[0]?.title, 'Criterion 2, Name: this field cannot be compared in this way.')
    refused(await search(id, { criteria: Array.from({ length: 21 }, () => fine) }), 400, 'malformedRequest')
  })

  test('says in the words of the connector that the ERP does not answer', async () => {
    const id = await activeConnection(desk, 'Unreachable')
    await desk.db.pool.query(
      `update connection set settings = jsonb_set(settings, '{administration}', '"nowhere"') where id = $1`,
      [id],
    )
    const problem = refused(await search(id, {}), 502, 'erpMisconfigured')
    assert.match(problem.title, /administration/)
  })
})
