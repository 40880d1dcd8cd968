import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SignedIn } from '../src/contract.ts'
import { readRecords } from '../src/crm/index.ts'
import { type EngineParts, runPass, type Step } from '../src/engine/index.ts'
import { addLink } from '../src/erp/links.ts'
import { activeConnection, done, useDesk } from './erp-desk.ts'

const desk = useDesk()
const chief: SignedIn = {
  ...{ id: 'chief', name: 'chief', email: 'chief@example.com' },
  ...{ role: 'administrator', licences: ['erpSync'], language: 'en' },
}

async function pass(connectionId: number, reached: EngineParts['reached'] = async () => undefined) {
  const parts = { ...desk.engine(), reached }
  await runPass(parts, connectionId, { worker: 'test', signal: new AbortController().signal, forced: true })
}

test('what a pass had read of an actor before somebody linked it does not come back over what is newer', async () => {
  const connectionId = await activeConnection(desk, 'Beside')
  const { hits } = done(
    await desk.call('POST', `/connections/${connectionId}/actor-searches`, { actorType: 'customer' }),
  )
  const actorKey: string = hits[0].key
  const recordId = await desk.record('company', { name: 'Acme', phone: 'newer' })
  desk.erp.edit('customer', actorKey, { PHONE: 'older' })

  let linkId: number | undefined
  await pass(connectionId, async (step: Step) => {
    if (step !== 'fetched' || linkId !== undefined) return
    desk.erp.edit('customer', actorKey, { PHONE: 'newer' })
    const pair = { connectionId, recordType: 'company', recordId, actorType: 'customer', actorKey } as const
    linkId = await addLink(desk.erpParts(), chief, { ...pair, choices: { NAME: 'erp', STREETCITY: 'erp' } })
  })
  await pass(connectionId)

  const written = await desk.db.db.selectFrom('syncLog').selectAll().execute()
  assert.deepEqual(
    written
      .filter(({ erpField }) => erpField === 'PHONE')
      .map(({ oldValue, newValue }) => [oldValue, newValue]),
    [],
  )
  assert.equal((await readRecords(desk.db.db, 'company', [recordId])).get(recordId)?.fields.phone, 'newer')
  const name = (await readRecords(desk.db.db, 'company', [recordId])).get(recordId)?.fields.name
  assert.equal(
    name,
    hits[0].title,
    'the pass after that read the actor anew, and carried out what was chosen',
  )
})
