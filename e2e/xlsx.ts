import { inflateRawSync } from 'node:zlib'

/** A workbook as whoever opens it finds it: how many rows its sheet has, and the texts in them. */
export function readWorkbook(file: Buffer): { readonly rows: number; readonly texts: readonly string[] } {
  const parts = unzipped(file)
  const sheet = parts.get('xl/worksheets/sheet1.xml') ?? ''
  const shared = parts.get('xl/sharedStrings.xml') ?? ''
  const texts = [...`${shared}${sheet}`.matchAll(/<t\b[^>]*>([^<]*)<\/t>/g)].map(([, text = '']) => text)
  return { rows: sheet.match(/<row\b/g)?.length ?? 0, texts }
}

/** The files in a ZIP archive, by its directory at the end. */
function unzipped(file: Buffer): ReadonlyMap<string, string> {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0) throw new Error('This is no ZIP archive')
  const parts = new Map<string, string>()
  let at = file.readUInt32LE(end + 16)
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, start] = [
      file.readUInt16LE(at + 10),
      file.readUInt32LE(at + 20),
      file.readUInt32LE(at + 42),
    ]
    const nameLength = file.readUInt16LE(at + 28)
    const content = start + 30 + file.readUInt16LE(start + 26) + file.readUInt16LE(start + 28)
    const packed = file.subarray(content, content + size)
    const name = file.toString('utf8', at + 46, at + 46 + nameLength)
    parts.set(name, (method === 0 ? packed : inflateRawSync(packed)).toString())
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return parts
}
