import { at, call, type Step, sql } from './audit-world.ts'
import { done } from './erp-desk.ts'

/** Users, groups, keys, lists and fields; one after another, what one makes a later one changes or takes away. */
export const settingSteps: readonly (readonly [route: string, step: Step])[] = [
  [
    'POST /users',
    async () => {
      const answer = await call('POST', '/users', { name: 'Anna', email: 'anna@example.com' })
      at.user = answer.body.id
      return answer
    },
  ],
  ['PATCH /users/{id}', () => call('PATCH', `/users/${at.user}`, { role: 'readOnly' })],
  ['POST /users/{id}/access-links', () => call('POST', `/users/${at.user}/access-links`)],
  ['DELETE /users/{id}/sessions', () => call('DELETE', `/users/${at.user}/sessions`)],
  [
    'DELETE /users/{id}/two-factor',
    async () => {
      await sql("insert into user_totp (user_id, secret, confirmed_at) values ($1, 'x', now())", [at.user])
      return await call('DELETE', `/users/${at.user}/two-factor`)
    },
  ],
  [
    'POST /groups',
    async () => {
      const answer = await call('POST', '/groups', { name: 'Sales' })
      at.group = answer.body.id
      return answer
    },
  ],
  ['PATCH /groups/{id}', () => call('PATCH', `/groups/${at.group}`, { name: 'Sales NL' })],
  ['PUT /groups/{id}/members', () => call('PUT', `/groups/${at.group}/members`, { userIds: [at.user] })],
  ['PATCH /groups/{id}/members', () => call('PATCH', `/groups/${at.group}/members`, { removed: [at.user] })],
  ['DELETE /groups/{id}', () => call('DELETE', `/groups/${at.group}`)],
  [
    'POST /api-keys',
    async () => {
      const given = { name: 'Shop', userId: at.user, role: 'user', expiresAt: null }
      const answer = await call('POST', '/api-keys', given)
      at.key = answer.body.id
      return answer
    },
  ],
  ['DELETE /api-keys/{id}', () => call('DELETE', `/api-keys/${at.key}`)],

  [
    'POST /lists',
    async () => {
      const answer = await call('POST', '/lists', { name: { nl: 'Regio', en: 'Region' } })
      at.list = answer.body.key
      return answer
    },
  ],
  ['PUT /lists/{key}', () => call('PUT', `/lists/${at.list}`, { name: { nl: 'Regio 2', en: 'Region 2' } })],
  [
    'POST /lists/{key}/items',
    async () => {
      const answer = await call('POST', `/lists/${at.list}/items`, { name: { nl: 'Noord', en: 'North' } })
      at.item = answer.body.id
      return answer
    },
  ],
  [
    'PUT /list-items/{id}',
    () => call('PUT', `/list-items/${at.item}`, { name: { nl: 'Zuid', en: 'South' } }),
  ],
  [
    'PUT /lists/{key}/order',
    async () => {
      const { id } = (await call('POST', `/lists/${at.list}/items`, { name: { nl: 'Oost', en: 'East' } }))
        .body
      return await call('PUT', `/lists/${at.list}/order`, { ids: [id, at.item] })
    },
  ],
  [
    'DELETE /list-items/{id}',
    async () => {
      // In use, so that it only goes out of use.
      const field = {
        recordType: 'company',
        label: { nl: 'Regio', en: 'Region' },
        type: 'list',
        list: at.list,
      }
      const { key } = (await call('POST', '/custom-fields', field)).body
      const company = { fields: { name: 'South', [key]: String(at.item) } }
      done(await call('POST', '/records/company', company))
      return await call('DELETE', `/list-items/${at.item}`)
    },
  ],
  ['DELETE /list-items/{id}/deletion', () => call('DELETE', `/list-items/${at.item}/deletion`)],
  [
    'DELETE /lists/{key}',
    async () => {
      const { key } = (await call('POST', '/lists', { name: { nl: 'Leeg', en: 'Empty' } })).body
      return await call('DELETE', `/lists/${key}`)
    },
  ],
  [
    'POST /custom-fields',
    async () => {
      const field = { recordType: 'company', label: { nl: 'Kleur', en: 'Colour' }, type: 'text' }
      const answer = await call('POST', '/custom-fields', field)
      at.field = answer.body.id
      return answer
    },
  ],
  [
    'PUT /custom-fields/{id}',
    async () => {
      const found = done(await call('GET', '/custom-fields')).find(
        ({ id }: { id: number }) => id === at.field,
      )
      const label = { nl: 'Tint', en: 'Shade' }
      return await call('PUT', `/custom-fields/${at.field}`, { version: found.version, label, type: 'text' })
    },
  ],
  [
    'PUT /custom-fields/order/{recordType}',
    async () => {
      const fields: { id: number; recordType: string }[] = done(await call('GET', '/custom-fields'))
      const ids = fields.filter(({ recordType }) => recordType === 'company').map(({ id }) => id)
      return await call('PUT', '/custom-fields/order/company', { ids: ids.reverse() })
    },
  ],
  ['DELETE /custom-fields/{id}', () => call('DELETE', `/custom-fields/${at.field}`)],
  ['DELETE /custom-fields/{id}/deletion', () => call('DELETE', `/custom-fields/${at.field}/deletion`)],
]
