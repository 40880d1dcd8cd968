import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { ConnectorError, defineConnector } from '@koppel/sdk'
import { serve } from '@koppel/sdk/serve'
import { fieldsOf, itemsOf, type Shape } from './fields.ts'
import { companiesOf, settings } from './settings.ts'

// An ERP with what no ERP we have does, and a place to tell it how to behave: PUT / there.

interface Behaviour {
  readonly shape: Shape
  readonly items: number
  /** It answers, but only when it is told to go on. */
  readonly slow: boolean
  /** Nothing answers at its address. */
  readonly away: boolean
}

let behaviour: Behaviour = { shape: 'odd', items: 5_000, slow: false, away: false }
let waiting = Promise.withResolvers<void>()
/** What it was last signed in to with. */
let signedInWith: unknown

const connector = defineConnector({
  id: 'odd',
  name: { en: 'Odd ERP', nl: 'Vreemd ERP' },
  version: '1.0.0',
  settings,
  offers: { customer: { create: true, update: true } },
  settingItems: async (_setting, { country, password }) => companiesOf(country, password),

  async connect(values) {
    if (behaviour.slow) await waiting.promise
    if (values.password !== 'open')
      throw new ConnectorError('unauthorized', {
        en: 'The password is wrong.',
        nl: 'Het wachtwoord is onjuist.',
      })
    signedInWith = values
    return {
      describe: async () => [
        {
          type: 'customer',
          capabilities: { create: true, update: true },
          fields: fieldsOf[behaviour.shape],
        },
      ],
      async *changes() {
        yield { actors: [], cursor: '0' }
      },
      get: async () => [],
      search: async () => ({ actors: [], total: 0 }),
      write: async (_type, drafts) => drafts.map(() => ({ kind: 'refused', reason: 'It takes nothing.' })),
      lists: async () => itemsOf(behaviour.items),
    }
  },
})

const options = { secret: process.env.CONNECTOR_SECRET ?? '' }
let served = await serve(connector, { ...options, port: 0 })
const { url } = served
const port = Number(new URL(url).port)

async function behave(next: Partial<Behaviour>): Promise<void> {
  const before = behaviour
  behaviour = { ...behaviour, ...next }
  if (before.slow && !behaviour.slow) {
    waiting.resolve()
    waiting = Promise.withResolvers()
  }
  if (!before.away && behaviour.away) await served.close()
  if (before.away && !behaviour.away) served = await serve(connector, { ...options, port })
}

const control = createServer((request, response) => {
  const told =
    request.method === 'PUT' ? json(request).then((body) => behave(body as Behaviour)) : Promise.resolve()
  told.then(
    () => response.end(JSON.stringify({ signedInWith })),
    (error) => response.writeHead(500).end(String(error)),
  )
})
control.listen(0, '127.0.0.1', () => {
  const at = `http://127.0.0.1:${(control.address() as AddressInfo).port}`
  process.stdout.write(`${JSON.stringify({ url, control: at })}\n`)
})
process.once('SIGTERM', () => process.exit())
