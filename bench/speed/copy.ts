import type pg from 'pg'

interface Wire {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  readonly stream: NodeJS.WritableStream & { readonly writableNeedDrain: boolean }
}

/** `COPY … FROM STDIN` on the driver's own connection, fed from a stream of text. */
export function copyIn(
  client: pg.ClientBase,
  statement: string,
  chunks: AsyncIterable<string>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const feed = async (wire: Wire) => {
      for await (const chunk of chunks) {
        wire.sendCopyFromChunk(Buffer.from(chunk))
        if (wire.stream.writableNeedDrain) await new Promise((go) => wire.stream.once('drain', go))
      }
      wire.endCopyFrom()
    }
    client.query({
      submit: (wire: Wire) => wire.query(statement),
      handleCopyInResponse: (wire: Wire) => void feed(wire).catch(reject),
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => resolve(),
      handleError: reject,
    } as never)
  })
}

/** One line of COPY's text format. */
export function copyLine(values: readonly unknown[]): string {
  return `${values.map(copyText).join('\t')}\n`
}

const special = /[\\\t\n\r]/
const everySpecial = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  const text = String(value)
  return special.test(text) ? text.replaceAll(everySpecial, (found) => escapes[found] ?? found) : text
}
