import { ConnectorError, textIn } from '@koppel/sdk'
import { askAbout, remoteConnector } from '../src/erp/remote/connector.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'

// A process of its own, because which certificates it trusts is decided as it starts: signs in at the connector served
// at the URL it is given, with the settings it is given, and says which actor types there are, or what went wrong.
const [url = '', secret = '', settings = '{}'] = process.argv.slice(2)
const { signal } = new AbortController()
const host = createHost({ policy: networkPolicy(['127.0.0.0/8']), log: () => undefined, signal })
const remote = { url, secret: () => secret }
try {
  const connector = remoteConnector({ ...remote, about: await askAbout(remote, host) })
  const session = await connector.connect(JSON.parse(settings), host)
  const types = (await session.describe()).map(({ type }) => type)
  await session.close?.()
  process.stdout.write(types.join())
} catch (error) {
  process.stdout.write(error instanceof ConnectorError ? textIn(error.explanation, 'en') : String(error))
} finally {
  await host.close()
}
