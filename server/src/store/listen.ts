import type pg from 'pg'

export type Hear = (payload: string) => void
export type Unlisten = () => Promise<void>
export type Listen = (
  channel: string,
  hear: Hear,
  options?: { readonly missed?: () => void },
) => Promise<Unlisten>

interface Ear {
  readonly channel: string
  readonly hear: Hear
  readonly missed: (() => void) | undefined
}

const firstPauseMs = 100
const longestPauseMs = 5_000
const heartbeatMs = 10_000

/** One connection for all channels, kept open for as long as somebody listens. */
export function openListener(connect: () => pg.Client): { listen: Listen; close(): Promise<void> } {
  const ears = new Set<Ear>()
  let current: Promise<pg.Client> | undefined
  let client: pg.Client | undefined
  let closed = false

  /** Tries until it is connected and listens on every channel. */
  async function establish(): Promise<pg.Client> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const attempt = connect()
      try {
        await attempt.connect()
        if (closed) throw new Error('The store is closed.')
        return await attend(attempt)
      } catch (error) {
        await attempt.end().catch(() => undefined)
        if (closed) throw error
        await new Promise((resolve) => setTimeout(resolve, pauseMs + Math.random() * pauseMs))
      }
    }
  }

  async function attend(connected: pg.Client): Promise<pg.Client> {
    const heartbeat = setInterval(() => {
      // A half-open connection answers nothing: the query times out and the connection is given up.
      connected.query('select 1').catch(() => connected.end().catch(() => undefined))
    }, heartbeatMs)
    heartbeat.unref()

    connected.on('notification', ({ channel, payload = '' }) => {
      for (const ear of ears) if (ear.channel === channel) ear.hear(payload)
    })
    connected.on('error', () => undefined)
    connected.once('end', () => {
      clearInterval(heartbeat)
      client = undefined
      current = undefined
      if (!closed && ears.size > 0) recover()
    })
    for (const channel of new Set([...ears].map((ear) => ear.channel))) {
      await connected.query(`listen ${connected.escapeIdentifier(channel)}`)
    }
    client = connected
    return connected
  }

  function recover(): void {
    current = establish()
    current.then(
      () => {
        for (const ear of ears) ear.missed?.()
      },
      () => undefined,
    )
  }

  async function connection(): Promise<pg.Client> {
    current ??= establish()
    return await current
  }

  const listen: Listen = async (channel, hear, { missed } = {}) => {
    const ear: Ear = { channel, hear, missed }
    ears.add(ear)
    const connected = await connection()
    await connected.query(`listen ${connected.escapeIdentifier(channel)}`)

    return async () => {
      ears.delete(ear)
      const silent = [...ears].every((other) => other.channel !== channel)
      if (silent) await client?.query(`unlisten ${client.escapeIdentifier(channel)}`).catch(() => undefined)
    }
  }

  return {
    listen,
    async close() {
      closed = true
      ears.clear()
      await client?.end().catch(() => undefined)
      await current?.catch(() => undefined)
    },
  }
}
