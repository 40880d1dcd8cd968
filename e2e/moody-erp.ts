import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A way to the demo ERP that can fail: it answers, refuses every call, or leaves them without an answer. */
export interface MoodyErp extends AsyncDisposable {
  readonly url: string
  mood: 'answers' | 'refuses' | 'hangs'
}

export async function startMoodyErp(demoErp: string): Promise<MoodyErp> {
  const server = createServer((incoming, outgoing) => {
    if (moody.mood === 'refuses') incoming.socket.destroy()
    if (moody.mood !== 'answers') return
    const { method, url = '/', headers } = incoming
    const { host } = new URL(demoErp)
    const onward = request(new URL(url, demoErp), { method, headers: { ...headers, host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const moody: MoodyErp = {
    url: `http://127.0.0.1:${port}`,
    mood: 'answers',
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
  return moody
}
