import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { demo } from '@koppel/connector-demo'
import { startDemoErp } from '@koppel/connector-demo/erp'
import { serve } from '@koppel/sdk/serve'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'koppel-tls-'))
const at = (name: string) => join(folder, name)
const openssl = (...words: string[]) => run('openssl', words)
const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']

// An authority of the house, and a certificate of its for this machine.
await openssl('req', '-x509', ...key, '-subj', '/CN=The house', '-keyout', at('ca.key'), '-out', at('ca.pem'))
await openssl(
  ...['req', '-x509', ...key, '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-subj', '/CN=connector'],
  ...['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'],
  ...['-keyout', at('key.pem'), '-out', at('cert.pem')],
)

const secret = 'a secret both sides know'
const password = 'a long password'
const tls = { cert: await readFile(at('cert.pem'), 'utf8'), key: await readFile(at('key.pem'), 'utf8') }
const served = await serve(demo, { port: 0, host: '0.0.0.0', secret, tls })
const url = served.url.replace('0.0.0.0', '127.0.0.1')
const erp = await startDemoErp({ port: 0, dataFile: ':memory:', password })
after(async () => {
  await served.close()
  await erp.close()
  await rm(folder, { recursive: true })
})

/** What a server started with these certificates says when it signs in at the connector. */
async function signIn(env: Readonly<Record<string, string>>, to = url): Promise<string> {
  const settings = JSON.stringify({ url: erp.url, user: 'koppel', password, administration: 'main' })
  const script = join(import.meta.dirname, 'remote-call.ts')
  const words = [script, to, secret, settings]
  const { stdout } = await run(process.execPath, words, { env: { PATH: process.env.PATH, ...env } })
  return stdout
}

test('a connector served over TLS is reached by a server that trusts the authority of the house', async () => {
  assert.match(url, /^https:/)
  assert.equal(await signIn({ NODE_EXTRA_CA_CERTS: at('ca.pem') }), 'customer,supplier,person,project')
})

test('a server that does not trust it says that there is no secure connection', async () => {
  assert.match(await signIn({}), /No secure connection with 127\.0\.0\.1/)
})

test('a certificate of the house for another machine is refused', async () => {
  const other = url.replace('127.0.0.1', '127.0.0.2')
  assert.match(
    await signIn({ NODE_EXTRA_CA_CERTS: at('ca.pem') }, other),
    /No secure connection with 127\.0\.0\.2/,
  )
})
