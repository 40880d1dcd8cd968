// Lists as CSV for spreadsheets: streamed, in the separators of the language, and never a formula.

export type CsvLanguage = 'nl' | 'en'

const encoder = new TextEncoder()

/**
 * Lines as they are asked for, a page at a time and as fast as they are taken, so that their number does not matter for
 * the memory. `nextPage` answers undefined when there are no more.
 */
export function csvStream(
  heads: readonly string[],
  language: CsvLanguage,
  nextPage: () => Promise<readonly (readonly string[])[] | undefined>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // The mark tells spreadsheets that it is UTF-8.
        controller.enqueue(encoder.encode(`\uFEFF${line(heads, language)}`))
      },
      async pull(controller) {
        // A search may go far before it finds something; whoever waits for it gets it in one piece.
        let page = await nextPage()
        while (page?.length === 0) page = await nextPage()
        if (page === undefined) return controller.close()
        controller.enqueue(encoder.encode(page.map((cells) => line(cells, language)).join('')))
      },
    },
    { highWaterMark: 1 },
  )
}

/** One line, with the separator spreadsheets of that language expect. */
export function line(cells: readonly string[], language: CsvLanguage): string {
  const separator = language === 'nl' ? ';' : ','
  return `${cells.map((cell) => quoted(harmless(cell))).join(separator)}\r\n`
}

/** Never a formula: a spreadsheet would carry it out. A number is none. */
export function harmless(cell: string): string {
  return /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) && !/^-?\d+([.,]\d+)?$/.test(cell)
    ? `'${cell}`
    : cell
}

function quoted(cell: string): string {
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
