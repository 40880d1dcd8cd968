import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProblemAnswer } from '../src/contract.ts'
import { connection, done, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

interface DefaultField {
  readonly key: string
  readonly value: unknown
  readonly text: string
  readonly problem: string | null
  readonly list: string | null
  readonly locked: boolean
  readonly mandatory: boolean
}
interface Defaults {
  readonly actorType: string
  readonly version: number
  readonly fields: readonly DefaultField[]
}

async function customers(id: number, language = 'en'): Promise<Defaults> {
  const all: Defaults[] = done(
    await desk.call('GET', `/connections/${id}/defaults`, undefined, 'chief', language),
  )
  const found = all.find(({ actorType }) => actorType === 'customer')
  assert.ok(found)
  return found
}

async function put(id: number, fields: readonly object[], version?: number) {
  const body = { version: version ?? (await customers(id)).version, fields }
  return await desk.call('PUT', `/connections/${id}/defaults/customer`, body)
}

async function set(id: number) {
  const { fields } = await customers(id)
  const isSet = (field: DefaultField & { hasDefault?: boolean; askUser?: boolean }) =>
    field.hasDefault || field.askUser || field.mandatory
  return fields.filter(isSet).map(({ key }) => key)
}

function faults(problem: ProblemAnswer) {
  return problem.faults.map(({ at, code }) => [at, code])
}

describe('what a new actor is given', () => {
  test('is nothing at first, but for what the ERP cannot do without', async () => {
    const id = await connection(desk, 'Nothing set')
    const { fields } = await customers(id)
    assert.deepEqual(await set(id), ['NAME'])
    const keys = fields.map(({ key }) => key)
    assert.ok(keys.includes('PAYMENT_TERMS'))
    for (const key of ['NUMBER1', 'BALANCE', 'LAST_INVOICE']) assert.ok(!keys.includes(key), key)
  })

  test('is kept in canonical form, shown as people read it, and replaced as a whole', async () => {
    const id = await connection(desk, 'Set')
    const saved: Defaults = done(
      await put(id, [
        { key: 'CREDIT_LIMIT', hasDefault: true, value: '2500.500' },
        { key: 'PAYMENT_TERMS', hasDefault: true, value: '30', askUser: true, mandatory: true },
        { key: 'BLOCKED', askUser: true },
      ]),
    )
    const field = (key: string) => saved.fields.find((one) => one.key === key)
    assert.deepEqual(field('CREDIT_LIMIT')?.value, '2500.5')
    assert.equal(field('PAYMENT_TERMS')?.text, '30 days')
    assert.deepEqual(await set(id), ['NAME', 'PAYMENT_TERMS', 'CREDIT_LIMIT', 'BLOCKED'])

    done(await put(id, [{ key: 'BLOCKED', hasDefault: true, value: false }]))
    assert.deepEqual(await set(id), ['NAME', 'BLOCKED'])
  })

  test('cannot be optional where the ERP says it is mandatory', async () => {
    const id = await connection(desk, 'Locked')
    done(await put(id, [{ key: 'NAME', mandatory: false }]))
    const name = (await customers(id)).fields.find(({ key }) => key === 'NAME')
    assert.deepEqual([name?.locked, name?.mandatory], [true, true])
  })

  test('is refused field by field when it does not fit', async () => {
    const id = await connection(desk, 'Refused')
    const answer = await put(id, [
      { key: 'DEPARTMENT', hasDefault: true, value: 'x'.repeat(61) },
      { key: 'PAYMENT_TERMS', hasDefault: true, value: 'never' },
      { key: 'EMPLOYEES', hasDefault: true, value: 'many' },
      { key: 'CUSTOMER_SINCE', hasDefault: true, value: '2026-02-30' },
      { key: 'BALANCE', hasDefault: true, value: '1' },
      { key: 'FAX', mandatory: true },
      { key: 'PHONE', mandatory: true, hasDefault: true, value: ' ' },
    ])
    assert.deepEqual(faults(refused(answer, 422, 'invalidDefaults')), [
      ['DEPARTMENT', 'tooLong'],
      ['PAYMENT_TERMS', 'unknownItem'],
      ['EMPLOYEES', 'notANumber'],
      ['CUSTOMER_SINCE', 'notADate'],
      ['BALANCE', 'unknownField'],
      ['FAX', 'noValue'],
      ['PHONE', 'noValue'],
    ])
    assert.deepEqual(await set(id), ['NAME'])
  })

  test('of two people who set it at once, the second is told', async () => {
    const id = await connection(desk, 'At once')
    const { version } = await customers(id)
    done(await put(id, [{ key: 'FAX', askUser: true }], version))
    refused(await put(id, [{ key: 'PHONE', askUser: true }], version), 409, 'mappingChanged')
  })

  test('moves the mapping version and is noted with who did it', async () => {
    const id = await connection(desk, 'Noted')
    const mappingVersion = async () =>
      (
        await desk.db.db
          .selectFrom('connection')
          .select('mappingVersion')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).mappingVersion
    const before = await mappingVersion()
    done(await put(id, [{ key: 'FAX', hasDefault: true, value: 'none' }]))
    assert.equal(await mappingVersion(), before + 1)
    const row = await desk.db.db
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'changeDefaults')
      .where('subject', '=', `connection/${id}`)
      .executeTakeFirstOrThrow()
    assert.equal(row.userId, 'chief')
    assert.match(JSON.stringify(row.newValue), /"FAX"/)
  })

  test('an item the ERP took away is said to fit no more, and keeps nobody from setting another field', async () => {
    const id = await connection(desk, 'Taken away')
    const terms = { key: 'PAYMENT_TERMS', hasDefault: true, value: '30' }
    done(await put(id, [terms]))
    await desk.db.db
      .updateTable('erpListItem')
      .set({ inErp: false })
      .where('connectionId', '=', id)
      .where('key', '=', '30')
      .execute()
    const saved: Defaults = done(await put(id, [terms, { key: 'FAX', askUser: true }]))
    assert.equal(
      saved.fields.find(({ key }) => key === 'PAYMENT_TERMS')?.problem,
      'Choose an item of the list.',
    )
    assert.deepEqual(await set(id), ['NAME', 'FAX', 'PAYMENT_TERMS'])
    const again = await put(id, [{ ...terms, value: 'never' }])
    refused(again, 422, 'invalidDefaults')
  })

  test('a field that is out of the ERP for a while keeps what was set for it', async () => {
    const id = await connection(desk, 'Away for a while')
    done(await put(id, [{ key: 'FAX', hasDefault: true, value: 'none' }]))
    const inErp = (there: boolean) =>
      desk.db.db
        .updateTable('erpField')
        .set({ inErp: there })
        .where('connectionId', '=', id)
        .where('key', '=', 'FAX')
        .execute()
    await inErp(false)
    done(await put(id, [{ key: 'PHONE', askUser: true }]))
    await inErp(true)
    assert.deepEqual(await set(id), ['NAME', 'PHONE', 'FAX'])
  })

  test('a list is read from the ERP as it is now, and what is new in it can be chosen', async () => {
    const id = await connection(desk, 'Live list')
    const terms = (await customers(id)).fields.find(({ key }) => key === 'PAYMENT_TERMS')
    await desk.db.db
      .deleteFrom('erpListItem')
      .where('connectionId', '=', id)
      .where('key', '=', '30')
      .execute()
    const wanted = [{ key: 'PAYMENT_TERMS', hasDefault: true, value: '30' }]
    refused(await put(id, wanted), 422, 'invalidDefaults')
    const items = done(
      await desk.call('GET', `/connections/${id}/erp-lists/${terms?.list}`, undefined, 'chief', 'nl'),
    )
    assert.deepEqual(
      items.find(({ key }: { key: string }) => key === '30'),
      { key: '30', label: '30 dagen', inactive: false },
    )
    done(await put(id, wanted))
    refused(await desk.call('GET', `/connections/${id}/erp-lists/nothing`), 404, 'notFound')
  })

  test('is for administrators', async () => {
    const id = await connection(desk, 'Not for users')
    const user = await desk.user('curious')
    const answer = await desk.call('GET', `/connections/${id}/defaults`, undefined, user)
    assert.equal(answer.status, 403)
  })
})
