import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connection, done, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

test('an order that somebody else changed meanwhile is not written over', async () => {
  const listed = async (): Promise<number[]> =>
    done(await desk.call('GET', '/connections')).map(({ id }: { id: number }) => id)
  await connection(desk, 'First')
  await connection(desk, 'Second')
  const was = await listed()
  const first = [...was].reverse()
  done(await desk.call('PUT', '/connection-priorities', { ids: first, was }))

  const second = desk.call('PUT', '/connection-priorities', { ids: was.slice(1), was })
  refused(await second, 409, 'prioritiesChanged')
  assert.deepEqual(await listed(), first)
})

test('a connection says who changed it last', async () => {
  const id = await connection(desk, 'Signed')
  const { version, changed } = done(await desk.call('GET', `/connections/${id}`))
  assert.equal(changed.by, 'chief')

  const other = await desk.user('deputy', 'administrator')
  const after = done(await desk.call('PATCH', `/connections/${id}`, { version, description: 'x' }, other))
  assert.equal(after.changed.by, 'deputy')
  assert.ok(after.changed.at > changed.at)
})
