import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Api } from './api.ts'
import { addConnection } from './erp-connection.ts'

/** An ERP that does what it is told, reached through a remote connector in a process of its own. */
export interface OddErp extends AsyncDisposable {
  readonly url: string
  readonly secret: string
  behave(how: Readonly<Record<string, unknown>>): Promise<void>
  /** The settings it was last signed in to with, as they reached it. */
  signedInWith(): Promise<unknown>
}

export async function startOddErp(): Promise<OddErp> {
  const secret = 'a-secret-of-the-odd-ERP'
  const child = spawn(process.execPath, [join(import.meta.dirname, 'odd-erp/main.ts')], {
    env: { PATH: process.env.PATH, CONNECTOR_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [said] = await Promise.race([once(child.stdout, 'data'), ended])
  const { url, control } = JSON.parse(String(said))
  const tell = async (body?: unknown): Promise<{ signedInWith: unknown }> => {
    const init = body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) }
    const answer = await fetch(control, init)
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as { signedInWith: unknown }
  }
  return {
    url,
    secret,
    behave: async (how) => void (await tell(how)),
    signedInWith: async () => (await tell()).signedInWith,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Adds the odd ERP as Sync Connector. */
export async function addOddConnector(api: Api, { url, secret }: OddErp, name: string): Promise<void> {
  await api('POST', '/connectors', { name, url, secret })
}

/** Tests and saves a connection to it. Answers its id. */
export async function addOddConnection(api: Api, { url }: OddErp, name: string): Promise<number> {
  const settings = { address: 'erp.voorbeeld.example', password: 'open', company: 'delft' }
  return await addConnection(api, { name, connector: url, settings })
}
