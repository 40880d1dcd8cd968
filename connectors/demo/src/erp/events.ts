import type { ServerResponse } from 'node:http'

/** What the page hears of: which records changed, and who did it. */
export interface Changed {
  readonly administration: string
  readonly type: string
  readonly keys: readonly string[]
  readonly by: string
  readonly at: string
}

/** Server-sent events to every page that is open. */
export function openEvents() {
  const listeners = new Set<ServerResponse>()
  // Proxies cut a line that stays silent.
  const beat = setInterval(() => send(': still here\n\n'), 20_000)
  beat.unref()

  function send(line: string): void {
    for (const response of listeners) response.write(line)
  }

  return {
    listen(response: ServerResponse): void {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write('retry: 1000\n\n')
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    },
    tell: (changed: Changed) => send(`data: ${JSON.stringify(changed)}\n\n`),
    close(): void {
      clearInterval(beat)
      for (const response of listeners) response.end()
    },
  }
}
