import { type Capabilities, defineConnector } from '@koppel/sdk'
import { callApi, signIn } from './call.ts'
import { openSession } from './session.ts'
import { settings } from './settings.ts'

const everything: Capabilities = {
  create: true,
  update: true,
  deletions: true,
  idempotentCreate: true,
  versions: true,
}

/** The Demo ERP that ships with Koppel; also the connector to read first. */
export const demo = defineConnector({
  id: 'demo',
  name: 'Demo ERP',
  version: '0.1.0',
  offers: { customer: everything, supplier: everything, person: everything, project: everything },
  settings,

  async connect(values, host) {
    const administration = `/api/${encodeURIComponent(values.administration)}`
    await signIn(values, administration, host)
    return openSession((method, path, body) => callApi(values, method, administration + path, body, host))
  },

  async settingItems(setting, { url, user, password }, host) {
    if (setting !== 'administration' || !url || !user || !password) return []
    const { items } = await signIn({ url, user, password }, '/api/administrations', host)
    return items ?? []
  },
})
