import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { serve } from '../src/http/index.ts'
import { type TableFormat, tableFile } from '../src/table-file.ts'

// More than the system keeps of a socket that is not read, on either side of it.
const mostMegabytes = 48

for (const format of ['csv', 'xlsx'] as const) {
  test(`whoever asks for a file as ${format} and does not take it is not read for: pages without end stay unread`, async () => {
    const file = endlessFile(format)
    const server = await serve({ fetch: () => new Response(file.body, { headers: file.head }) }, local)
    const socket = connect(server.port, local.host)
    try {
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
      // One packet, then nothing more.
      await once(socket, 'data')
      socket.pause()
      await file.untilNobodyReads()
      const asked = file.pagesAsked()

      socket.resume()
      while (file.pagesAsked() < asked + 10) await turn()
    } finally {
      socket.destroy()
      await server.close(0)
    }
    await file.untilNobodyReads()
  })
}

const local = { host: '127.0.0.1', port: 0 }
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Pages of a megabyte that cannot be compressed, one after another for ever. */
function endlessFile(format: TableFormat) {
  let asked = 0
  async function* pages() {
    for (;;) {
      await turn()
      asked += 1
      yield Array.from({ length: 100 }, () => [randomBytes(5_000).toString('hex')])
    }
  }
  const file = tableFile(format, {
    name: 'endless',
    columns: [{ head: 'Text', type: 'text' }],
    language: 'en',
    pages: pages(),
  })
  return {
    ...file,
    pagesAsked: () => asked,
    /** A thousand turns of the event loop without a page: whoever read ahead would have gone on. */
    async untilNobodyReads() {
      const from = asked
      let [known, quiet] = [asked, 0]
      while (quiet < 1_000) {
        await turn()
        quiet = asked === known ? quiet + 1 : 0
        known = asked
        assert.ok(asked - from < mostMegabytes, `${asked - from} MB were read for nobody`)
      }
    },
  }
}
