import { once } from 'node:events'
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/**
 * A way to the demo ERP that can fail: it answers, refuses every call, leaves them without an answer, keeps them waiting
 * until its mood changes, or takes no writes.
 */
export interface MoodyErp extends AsyncDisposable {
  readonly url: string
  mood: 'answers' | 'refuses' | 'hangs' | 'keepsWaiting' | 'takesNoWrites'
  /** Keeps the calls to such addresses waiting, and lets them through one by one. */
  holdBack(address: RegExp): HeldBack
}

interface HeldBack {
  letOneThrough(): Promise<void>
  letAllThrough(): void
}

export async function startMoodyErp(demoErp: string): Promise<MoodyErp> {
  const waiting: (() => void)[] = []
  let mood: MoodyErp['mood'] = 'answers'
  let held: ReturnType<typeof queue> | undefined
  const server = createServer((incoming, outgoing) => {
    if (held?.address.test(incoming.url ?? '')) held.add(() => onward(demoErp, incoming, outgoing))
    else if (moody.mood === 'refuses') incoming.socket.destroy()
    else if (moody.mood === 'keepsWaiting') waiting.push(() => onward(demoErp, incoming, outgoing))
    else if (moody.mood === 'takesNoWrites' && incoming.method === 'PATCH') void refuse(incoming, outgoing)
    else if (moody.mood !== 'hangs') onward(demoErp, incoming, outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const moody: MoodyErp = {
    url: `http://127.0.0.1:${port}`,
    get mood() {
      return mood
    },
    set mood(next) {
      mood = next
      if (next !== 'keepsWaiting') for (const goOn of waiting.splice(0)) goOn()
    },
    holdBack(address) {
      const now = queue(address)
      held = now
      return {
        letOneThrough: async () => (await now.next())(),
        letAllThrough() {
          held = undefined
          for (const goOn of now.rest()) goOn()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
  return moody
}

/** Calls that wait; who asks for the next one waits until there is one. */
function queue(address: RegExp) {
  const calls: (() => void)[] = []
  const asking: ((call: () => void) => void)[] = []
  return {
    address,
    add(call: () => void) {
      const first = asking.shift()
      if (first) first(call)
      else calls.push(call)
    },
    async next(): Promise<() => void> {
      const call = calls.shift()
      return call ?? (await new Promise((resolve) => asking.push(resolve)))
    },
    rest: () => calls.splice(0),
  }
}

function onward(demoErp: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url = '/', headers } = incoming
  const { host } = new URL(demoErp)
  const request = ask(new URL(url, demoErp), { method, headers: { ...headers, host } }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  request.on('error', () => outgoing.destroy())
  incoming.pipe(request)
}

/** Why a whole record is not taken, as an ERP says it that has closed its books. */
export const booksClosed = {
  en: 'The books of this customer are closed.',
  nl: 'De boeken van deze klant zijn gesloten.',
}

async function refuse(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { drafts } = (await json(incoming)) as { drafts: readonly unknown[] }
  const outcomes = drafts.map(() => ({ kind: 'refused', reason: booksClosed }))
  outgoing.writeHead(200, { 'content-type': 'application/json' })
  outgoing.end(JSON.stringify({ outcomes }))
}
