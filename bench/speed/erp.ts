import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Update, Value } from '@koppel/sdk'
import { customerFields, tookHeader } from './customers.ts'

// An ERP that is as fast as can be, in a process of its own: what is measured is never the ERP.
// node bench/speed/erp.ts <customers>

interface Customer {
  version: number
  readonly fields: Record<string, Value>
  json: string | undefined
}

const customers = Array.from({ length: Number(process.argv[2] ?? 1_000) }, (_, n): Customer => {
  return { version: 1, fields: customerFields(n), json: undefined }
})
// What changed, in order; a cursor is a place in it.
const events = customers.map((_, n) => n)
const calls = { pages: 0, writes: 0, reads: 0 }

const answers: Readonly<Record<string, (body: never) => string>> = {
  '/changes': changes,
  '/write': write,
  '/read': read,
  '/edit': edit,
  '/calls': () => JSON.stringify(Object.assign({ ...calls }, reset())),
}

const server = createServer((request, response) => void answer(request, response))
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.on('disconnect', () => process.exit())

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const began = performance.now()
  const what = answers[request.url ?? '']
  const body = Buffer.from(what ? what(JSON.parse(Buffer.concat(chunks).toString() || '{}') as never) : '{}')
  response.writeHead(what ? 200 : 404, {
    'content-type': 'application/json',
    'content-length': body.byteLength,
    [tookHeader]: String(performance.now() - began),
  })
  response.end(body)
}

function changes({ cursor, limit }: { cursor?: string; limit: number }): string {
  calls.pages += 1
  const from = Number(cursor ?? 0)
  const to = Math.min(from + limit, events.length)
  const found = [...new Set(events.slice(from, to))]
  return `{"actors":[${found.map(json).join()}],"cursor":"${to}","more":${to < events.length}}`
}

function write({ drafts }: { drafts: readonly Update[] }): string {
  calls.writes += 1
  return `{"outcomes":[${drafts.map(outcome).join()}]}`
}

function outcome({ key, version, fields }: Update): string {
  const customer = customers[Number(key)]
  if (!customer) return '{"kind":"gone"}'
  if (version !== undefined && version !== String(customer.version)) {
    return `{"kind":"outdated","current":${json(Number(key))}}`
  }
  change(Number(key), fields)
  return `{"kind":"written","actor":${json(Number(key))}}`
}

function read({ keys }: { keys: readonly string[] }): string {
  calls.reads += 1
  return `{"actors":[${keys.map(Number).map(json).join()}]}`
}

/** Changes every `step`-th customer from `first` on, as its users would. */
function edit({ first, step, fields }: { first: number; step: number; fields: Record<string, Value> }) {
  for (let n = first; n < customers.length; n += step) change(n, fields)
  return '{}'
}

function change(n: number, fields: Readonly<Record<string, Value>>): void {
  const customer = customers[n]
  if (!customer) return
  Object.assign(customer.fields, fields)
  customer.version += 1
  customer.json = undefined
  events.push(n)
}

function json(n: number): string {
  const customer = customers[n]
  if (!customer) return 'null'
  customer.json ??= JSON.stringify({
    key: String(n),
    title: customer.fields.NAME,
    version: String(customer.version),
    modifiedAt: '2026-01-01T00:00:00Z',
    fields: customer.fields,
  })
  return customer.json
}

function reset(): undefined {
  Object.assign(calls, { pages: 0, writes: 0, reads: 0 })
  return undefined
}
