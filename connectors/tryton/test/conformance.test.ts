import { checkConnector } from '@koppel/sdk/conformance'
import { tryton as connector } from '../src/index.ts'
import { useTryton } from './trial.ts'

const { tryton, settings, create } = useTryton()

checkConnector(connector, settings, {
  wrongSettings: [
    { settings: { database: 'elsewhere' }, kind: 'misconfigured' },
    { settings: { url: 'no address' }, kind: 'misconfigured' },
    { settings: { user: 'somebody' }, kind: 'unauthorized' },
  ],
  sample: (type, field) => samples[`${type}.${field.key}`],
  async change(type, key) {
    if (type === 'project')
      await tryton().call('model.project.work.write', [[Number(key)], { name: 'Koppel test by others' }])
    else await create('party.contact_mechanism', [{ party: Number(key), type: 'fax', value: '5' }])
  },
  async remove(type, key) {
    const model = type === 'project' ? 'project.work' : 'party.party'
    await tryton().call(`model.${model}.delete`, [[Number(key)]])
  },
})

// Tryton wants 0 to 100 %, and all of it for the status Done.
const samples: { readonly [field: string]: string } = { 'project.PROGRESS': '100', 'project.STATUS': '1' }
