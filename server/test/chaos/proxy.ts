import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * What happens to a request on its way:
 * - `cutRequest`: the line is cut before the other side has heard of it;
 * - `cutAnswer`: the other side has done it, and the line is cut before the first byte of the answer;
 * - `cutBody`: the line is cut in the middle of the answer;
 * - `swallowAnswer`: the other side has done it, and nothing comes back, nor a word that nothing will;
 * - `blackHole`: nothing comes through any more, and nobody is told;
 * - `drip`: the answer comes byte by byte, `everyMs` apart;
 * - `delay`: the answer comes `everyMs` later.
 */
export type FaultKind =
  | 'cutRequest'
  | 'cutAnswer'
  | 'cutBody'
  | 'swallowAnswer'
  | 'blackHole'
  | 'drip'
  | 'delay'

export interface Fault {
  readonly kind: FaultKind
  /** Which requests; left out: whatever comes next, on every connection. */
  readonly match?: RegExp
  /** How often; default once. */
  readonly times?: number
  readonly everyMs?: number
}

interface Line {
  readonly near: Socket
  readonly far: Socket
  fault: Fault | undefined
  answered: number
}

interface Waiting {
  readonly fault: Fault
  left: number
  readonly hit: () => void
}

/** Stands between two programs that speak TCP and does to them what networks do. */
export class TcpProxy {
  readonly #server: Server
  readonly #to: { readonly host: string; readonly port: number }
  readonly #lines = new Set<Line>()
  #waiting: Waiting | undefined
  #port = 0
  /** Every request as it came, for counting. */
  readonly heard: string[] = []

  private constructor(to: { readonly host: string; readonly port: number }) {
    this.#to = to
    this.#server = createServer((near) => this.#accept(near))
  }

  static async before(address: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(address)
    const proxy = new TcpProxy({ host: hostname, port: Number(port) })
    await proxy.#listen(0)
    return proxy
  }

  /** The address of what is behind it, by way of the proxy. */
  through(address: string): string {
    const url = new URL(address)
    url.hostname = '127.0.0.1'
    url.port = String(this.#port)
    return url.href.replace(/\/$/, '')
  }

  /** Resolves when the fault has hit for the first time. */
  inject(fault: Fault): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting = { fault, left: fault.times ?? 1, hit: resolve }
    return promise
  }

  /** No new faults, and no connection that one has hit. */
  heal(): void {
    this.#waiting = undefined
    for (const line of this.#lines) if (line.fault) cut(line)
  }

  /** The connections there are fall silent; new ones work. */
  freeze(): number {
    for (const line of this.#lines) line.fault = { kind: 'blackHole' }
    return this.#lines.size
  }

  /** Nobody answers at this port any more, as after the end of a program. */
  async refuse(): Promise<void> {
    for (const line of this.#lines) cut(line)
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }

  async accept(): Promise<void> {
    if (!this.#server.listening) await this.#listen(this.#port)
  }

  async close(): Promise<void> {
    await this.refuse()
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  #accept(near: Socket): void {
    const far = connect(this.#to)
    const line: Line = { near, far, fault: undefined, answered: 0 }
    this.#lines.add(line)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', (broken) => {
        // Who lies in a black hole does not hear that the other has gone.
        if (line.fault?.kind !== 'blackHole') broken ? cut(line) : other.end()
        if (near.destroyed && far.destroyed) this.#lines.delete(line)
      })
    }
    near.on('data', (chunk: Buffer) => this.#ask(line, chunk))
    far.on('data', (chunk: Buffer) => void answer(line, chunk))
  }

  #ask(line: Line, chunk: Buffer): void {
    const text = chunk.toString('latin1')
    this.heard.push(text)
    this.#afflict(line, text)
    const kind = line.fault?.kind
    if (kind === 'cutRequest') cut(line)
    else if (kind !== 'blackHole') line.far.write(chunk)
  }

  #afflict(line: Line, text: string): void {
    const waiting = this.#waiting
    if (line.fault?.kind === 'blackHole') return
    line.fault = undefined
    line.answered = 0
    if (!waiting || waiting.left === 0 || !(waiting.fault.match?.test(text) ?? true)) return
    waiting.left -= 1
    line.fault = waiting.fault
    waiting.hit()
  }
}

async function answer(line: Line, chunk: Buffer): Promise<void> {
  const { near, fault } = line
  const first = line.answered === 0
  line.answered += chunk.length
  switch (fault?.kind) {
    case undefined:
    case 'cutRequest':
      near.write(chunk)
      return
    case 'cutAnswer':
      return cut(line)
    case 'blackHole':
    case 'swallowAnswer':
      return
    case 'cutBody':
      if (first) near.write(chunk.subarray(0, Math.ceil(chunk.length / 2)))
      near.end(() => cut(line))
      return
    case 'delay':
      await pause(fault.everyMs ?? 1_000)
      near.write(chunk)
      return
    case 'drip':
      return await drip(line, chunk, fault.everyMs ?? 1_000)
  }
}

async function drip({ near, far }: Line, chunk: Buffer, everyMs: number): Promise<void> {
  far.pause()
  for (const byte of chunk) {
    if (near.destroyed) return
    near.write(Buffer.of(byte))
    await pause(everyMs)
  }
  far.resume()
}

/** Without a goodbye: the other side sees a reset. */
function cut({ near, far }: Line): void {
  for (const socket of [near, far]) if (!socket.destroyed) socket.resetAndDestroy()
}
