import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { isStale, type LiveEvent, readEvent } from './live.ts'
import { renew } from './renew.ts'
import { sessionQuery } from './session.ts'

/** Keeps the screen in step with the server: one stream of events, which reconnects by itself. */
export function useLive(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const gathered = gather((events) => {
      renew(queries, ({ queryKey }) => events.some((event) => isStale(event, queryKey)))
    })
    const close = openStream({
      onEvent: gathered.add,
      // Asking who is signed in tells whether the server is gone or the session has ended.
      onLost: () => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      // Events sent before the stream was there are lost, the first time too: look at everything once.
      onOpen: () => renew(queries),
    })
    return () => {
      close()
      gathered.cancel()
    }
  }, [queries])
}

// An import sends thousands of events; the screen needs to look a few times a second.
function gather(flush: (events: LiveEvent[]) => void) {
  let events: LiveEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const run = () => {
    timer = undefined
    flush(events.splice(0))
  }
  return {
    add(event: LiveEvent) {
      events.push(event)
      timer ??= setTimeout(run, 150)
    },
    cancel() {
      clearTimeout(timer)
      events = []
    },
  }
}

interface Stream {
  readonly onEvent: (event: LiveEvent) => void
  readonly onLost: () => void
  readonly onOpen: () => void
}

function openStream(on: Stream): () => void {
  let source: EventSource
  let missed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const receive = ({ data }: MessageEvent<string>) => {
    const event = readEvent(data)
    if (event) on.onEvent(event)
  }
  const open = () => {
    source = new EventSource('/api/v1/events')
    for (const name of ['message', 'records', 'connections', 'sync', 'engine']) {
      source.addEventListener(name, receive)
    }
    source.onopen = () => {
      missed = false
      on.onOpen()
    }
    source.onerror = () => {
      if (!missed) on.onLost()
      missed = true
      // The browser reconnects after a dropped line, but gives up on an error answer such as 503.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 3_000)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}
