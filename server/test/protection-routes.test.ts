import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../src/contract.ts'
import { engineRoutes } from '../src/engine/routes.ts'
import { areaRoutes } from '../src/routes.ts'
import { connection, useEngineWorld } from './engine-world.ts'
import { editAll, manyLinked, standing } from './protection-world.ts'

const world = useEngineWorld()

function app(): OpenAPIHono<Env> {
  const made = areaRoutes()
  made.use(async (c, next) => {
    c.set('language', 'nl')
    c.set('user', {
      ...{ id: 'chief', name: 'Chief', email: 'chief@example.org', role: 'administrator' },
      ...{ licences: [], language: 'nl' },
    })
    await next()
  })
  return made.route('/', engineRoutes(world.parts()))
}

async function call(method: string, path: string, body?: unknown) {
  const response = await app().request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

test('an administrator sees what a stopped pass would have done, and lets it go on', async () => {
  const { connectionId, keys } = await manyLinked(world, 40)
  editAll(world, keys, () => ({ PHONE: null }))
  await world.pass(connectionId)

  const { body: protection } = await call('GET', `/connections/${connectionId}/protection`)
  assert.equal(protection.asks, 'breaker')
  assert.deepEqual(protection.suspects, { blank: 40, gone: 0, renamed: 0, differs: 0, total: 40 })
  const { body: suspects } = await call('GET', `/connections/${connectionId}/suspects?limit=5`)
  assert.equal(suspects.total, 40)
  assert.equal(suspects.rows.length, 5)
  const [{ record, kinds, fields }] = suspects.rows
  assert.deepEqual([kinds, fields[0].crmField, fields[0].after], [['blank'], 'Telefoon', ''])
  assert.ok(record.title && fields[0].before)

  assert.equal(
    (await call('PUT', `/connections/${connectionId}/confirmation`, { stands: 'rules' })).status,
    204,
  )
  assert.equal(await world.pass(connectionId, { forced: false }), 'done')
  assert.ok((await standing(world, connectionId)).every(({ phone }) => phone === null))
  assert.equal((await call('GET', `/connections/${connectionId}/protection`)).body.asks, null)
})

test('an administrator limits the calls to an ERP, and takes the limit away', async () => {
  const { connectionId } = await manyLinked(world, 1)
  for (const callsPerMinute of [30, null]) {
    assert.equal(
      (await call('PUT', `/connections/${connectionId}/call-limit`, { callsPerMinute })).status,
      204,
    )
    const { body } = await call('GET', `/connections/${connectionId}/protection`)
    assert.equal(body.callsPerMinute, callsPerMinute)
  }
  assert.equal(
    (await call('PUT', `/connections/${connectionId}/call-limit`, { callsPerMinute: 0 })).status,
    400,
  )
})

test('an administrator says that the database was restored, and sees the comparison', async () => {
  const { connectionId, keys } = await manyLinked(world, 3)
  assert.equal((await call('POST', '/engine/restorations')).status, 204)

  const { body: before } = await call('GET', `/connections/${connectionId}/protection`)
  assert.equal(before.comparing.reason, 'asked')
  assert.deepEqual([before.comparing.compared, before.comparing.links], [0, 3])
  world.erp.edit('customer', keys[0] ?? '', { PHONE: '5' })
  await world.pass(connectionId)

  assert.equal((await connection(world, connectionId)).stateReason?.code, 'compareFirst')
  const { body: after } = await call('GET', `/connections/${connectionId}/protection`)
  assert.deepEqual([after.asks, after.comparing.compared, after.suspects.differs], ['compareFirst', 3, 1])
})
