import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Criterion, ErpSession } from '@koppel/sdk'
import { useTryton } from './trial.ts'

const { tryton, signIn, create } = useTryton()

const found = async (session: ErpSession, criteria: readonly Criterion[], text?: string) => {
  const search = { criteria, limit: 50, fields: ['NAME'], ...(text !== undefined && { text }) }
  const { actors } = await session.search('supplier', search)
  return actors.map(({ title }) => title)
}

describe('searching suppliers', () => {
  let session: ErpSession

  before(async () => {
    const categories = [['add', [tryton().supplierCategory]]]
    const at = (...addresses: object[]) => [['create', addresses]]
    await create('party.party', [
      { name: 'Ångström 100%', categories, addresses: at({ city: 'Gent', country: tryton().belgium }) },
      { name: 'Boven_licht', categories, addresses: at({ city: 'Delft' }, { city: 'Gent' }) },
      {
        name: 'boxer',
        categories,
        contact_mechanisms: [['create', [{ type: 'phone', value: '+31 20 555' }]]],
      },
      { name: 'Zand', categories, active: false, lang: 1 },
      { name: 'Not a supplier' },
    ])
    session = await signIn()
  })

  test('without text finds every supplier by name, archived ones too', async () => {
    const names = await found(session, [])
    assert.deepEqual(names.toSorted(), ['Boven_licht', 'Zand', 'boxer', 'Ångström 100%'])
  })

  test('by text looks at names, codes and phone numbers in any letter case', async () => {
    assert.deepEqual(await found(session, [], 'ÅNGSTRÖM'), ['Ångström 100%'])
    assert.deepEqual(await found(session, [], '20 55'), ['boxer'])
    assert.deepEqual(await found(session, [], 'n_l'), ['Boven_licht'])
    assert.deepEqual(await found(session, [], '0%'), ['Ångström 100%'])
  })

  const cases: readonly [Criterion, readonly string[]][] = [
    [{ field: 'NAME', operator: 'begins', values: ['BO'] }, ['Boven_licht', 'boxer']],
    [{ field: 'NAME', operator: 'notBegins', values: ['BO'] }, ['Zand', 'Ångström 100%']],
    [{ field: 'NAME', operator: 'ends', values: ['0%'] }, ['Ångström 100%']],
    [{ field: 'NAME', operator: 'equals', values: ['ångström 100%'] }, ['Ångström 100%']],
    [{ field: 'NAME', operator: 'contains', values: ['_'] }, ['Boven_licht']],
    [{ field: 'NAME', operator: 'between', values: ['Bow', 'zand'] }, ['Zand', 'boxer']],
    [{ field: 'POSTALCITY', operator: 'equals', values: ['gent'] }, ['Ångström 100%']],
    [{ field: 'POSTALCITY', operator: 'notEquals', values: ['gent'] }, ['Boven_licht', 'Zand', 'boxer']],
    [{ field: 'PHONE', operator: 'contains', values: ['555'] }, ['boxer']],
    [{ field: 'FAX', operator: 'contains', values: ['555'] }, []],
    [{ field: 'ACTIVE', operator: 'equals', values: [false] }, ['Zand']],
    [{ field: 'LANGUAGE', operator: 'oneOf', values: ['1'] }, ['Zand']],
    [{ field: 'LANGUAGE', operator: 'notOneOf', values: ['1'] }, ['Boven_licht', 'boxer', 'Ångström 100%']],
  ]
  for (const [criterion, names] of cases) {
    test(`by ${criterion.field} ${criterion.operator} ${criterion.values.join(' and ')}`, async () => {
      assert.deepEqual((await found(session, [criterion])).toSorted(), names)
    })
  }

  test('meets all criteria at once', async () => {
    const criteria: readonly Criterion[] = [
      { field: 'NAME', operator: 'begins', values: ['bo'] },
      { field: 'PHONE', operator: 'contains', values: ['31'] },
    ]
    assert.deepEqual(await found(session, criteria), ['boxer'])
  })

  test('goes from page to page without repeating or losing any', async () => {
    const names: string[] = []
    let page: string | undefined
    do {
      const hits = await session.search('supplier', { limit: 1, fields: [], ...(page && { page }) })
      names.push(...hits.actors.map(({ title }) => title))
      page = hits.next
    } while (page)
    assert.deepEqual(names.toSorted(), ['Boven_licht', 'Zand', 'boxer', 'Ångström 100%'])
  })

  test('says unsupported for a field that cannot be searched', async () => {
    const criterion: Criterion = { field: 'NO_SUCH_FIELD', operator: 'equals', values: ['x'] }
    await assert.rejects(found(session, [criterion]), { kind: 'unsupported' })
  })
})
