import { after, before } from 'node:test'
import { checkConnector } from '@koppel/sdk/conformance'
import { type DemoErp, startDemoErp } from '../src/erp/index.ts'
import { demo } from '../src/index.ts'

let erp: DemoErp

before(async () => {
  erp = await startDemoErp({ port: 0, dataFile: ':memory:', password: 'a long password' })
})
after(() => erp.close())

checkConnector(
  demo,
  () => ({ url: erp.url, user: 'koppel', password: 'a long password', administration: 'main' }),
  {
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
  },
)
