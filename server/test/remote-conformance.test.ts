import { after, describe } from 'node:test'
import { demo } from '@koppel/connector-demo'
import { startDemoErp } from '@koppel/connector-demo/erp'
import { checkConnector } from '@koppel/sdk/conformance'
import { serve } from '@koppel/sdk/serve'
import { askAbout, remoteConnector } from '../src/erp/remote/connector.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'

const password = 'a long password'
const secret = 'a secret both sides know'
const served = await serve(demo, { port: 0, secret })
const erp = await startDemoErp({ port: 0, dataFile: ':memory:', password })
const { signal } = new AbortController()
const door = createHost({ policy: networkPolicy(['127.0.0.0/8']), log: () => undefined, signal })
const remote = { url: served.url, secret: () => secret }
const connector = remoteConnector({ ...remote, about: await askAbout(remote, door) })

describe('every promise of the contract, each call, answer and failure over the wire', () => {
  after(async () => {
    await door.close()
    await served.close()
    await erp.close()
  })

  checkConnector(connector, () => ({ url: erp.url, user: 'koppel', password, administration: 'main' }), {
    fetch: door.fetch,
    wrongSettings: [
      { settings: { administration: 'elsewhere' }, kind: 'misconfigured' },
      { settings: { url: 'no address' }, kind: 'misconfigured' },
      { settings: { user: 'somebody' }, kind: 'unauthorized' },
    ],
    async change(type, key) {
      erp.edit(type, key, type === 'person' ? { FIRSTNAME: 'Iemand' } : { NAME: 'Koppel test, by others' })
    },
    async remove(type, key) {
      erp.remove(type, key)
    },
  })
})
