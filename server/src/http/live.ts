import type { Listen, Unlisten } from '../store/index.ts'

export interface Watcher {
  readonly userId: string
  /** Whether who watches is still signed in. */
  readonly stillSignedIn: () => Promise<boolean>
}

/** Passes what changes on to every browser that looks. One per process. */
export interface Live {
  /** A stream of server-sent events; cancelling it ends the watch. */
  watch(watcher: Watcher): ReadableStream<Uint8Array>
  readonly watching: () => number
  close(): Promise<void>
}

interface Open extends Watcher {
  send(text: string): void
  end(): void
}

const heartbeatMs = 20_000
// One that reads nothing is let go; when it comes back it reads everything again.
const longestQueue = 1_000
const mostStreams = 50

/** Events about records come from `koppel_live`; `koppel_sessions` names users whose rights or sessions changed. */
export async function openLive(listen: Listen, beatMs = heartbeatMs): Promise<Live> {
  const streams = new Set<Open>()
  const encoder = new TextEncoder()

  function watch(watcher: Watcher): ReadableStream<Uint8Array> {
    let leave: () => void = () => undefined
    return new ReadableStream<Uint8Array>({
      start(controller) {
        const stream: Open = {
          ...watcher,
          send(text) {
            if ((controller.desiredSize ?? 0) < -longestQueue) return stream.end()
            controller.enqueue(encoder.encode(text))
          },
          end() {
            if (!streams.has(stream)) return
            leave()
            controller.close()
          },
        }
        const beat = setInterval(() => void look(stream), beatMs)
        beat.unref()
        leave = () => {
          clearInterval(beat)
          streams.delete(stream)
        }
        streams.add(stream)
        // Whoever opens streams without end ends their own.
        const own = [...streams].filter(({ userId }) => userId === watcher.userId)
        if (own.length > mostStreams) own[0]?.end()
        stream.send('retry: 2000\n: welcome\n\n')
      },
      // The browser has gone: there is nothing left to close.
      cancel: () => leave(),
    })
  }

  /** A heartbeat for who is still signed in, the end for who is not. */
  async function look(stream: Open): Promise<void> {
    const signedIn = await stream.stillSignedIn().catch(() => true)
    if (!streams.has(stream)) return
    if (signedIn) stream.send(': beat\n\n')
    else stream.end()
  }

  const endAll = () => {
    for (const stream of [...streams]) stream.end()
  }
  const unlisten: Unlisten[] = [
    await listen(
      'koppel_live',
      (payload) => {
        for (const stream of [...streams]) stream.send(`data: ${payload}\n\n`)
      },
      { missed: endAll },
    ),
    await listen('koppel_sessions', (userId) => {
      for (const stream of [...streams]) if (stream.userId === userId) void look(stream)
    }),
  ]

  return {
    watch,
    watching: () => streams.size,
    async close() {
      endAll()
      await Promise.all(unlisten.map((stop) => stop()))
    },
  }
}
