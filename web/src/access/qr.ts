// A QR code (ISO/IEC 18004) drawn here, so that the secret in it goes to nobody: bytes, error correction level M.

export type Matrix = readonly (readonly boolean[])[]

// By version from 1 on: correction bytes of each block, and how many blocks.
const correctionBytes = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const blockCount = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]
const levelM = 0b00

/** The dark squares of the code for `text`; throws when it is longer than 666 bytes. */
export function qrMatrix(text: string): Matrix {
  const bytes = new TextEncoder().encode(text)
  const version =
    blockCount.findIndex((_, index) => dataBytes(index + 1) * 8 >= bitsFor(bytes, index + 1)) + 1
  if (version === 0) throw new RangeError(`${bytes.length} bytes do not fit in a QR code.`)
  const codewords = withCorrection(dataFor(bytes, version), version)
  const candidates = masks.map((mask, number) => {
    const drawing = fixedParts(version)
    drawFormat(drawing, number)
    drawCodewords(drawing, codewords, mask)
    return drawing.dark
  })
  return candidates.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}

/** One SVG path of unit squares, row by row. */
export function qrPath(matrix: Matrix): string {
  return matrix
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .filter(Boolean)
    .join('')
}

// ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────

const sizeOf = (version: number) => version * 4 + 17
const lengthBits = (version: number) => (version < 10 ? 8 : 16)
const bitsFor = (bytes: Uint8Array, version: number) => 4 + lengthBits(version) + bytes.length * 8

/** All codewords a code of this version holds: the squares that no fixed part takes. */
function allBytes(version: number): number {
  const { taken } = fixedParts(version)
  return Math.floor(taken.flat().filter((one) => !one).length / 8)
}

function dataBytes(version: number): number {
  return allBytes(version) - (correctionBytes[version - 1] ?? 0) * (blockCount[version - 1] ?? 0)
}

function dataFor(bytes: Uint8Array, version: number): number[] {
  const room = dataBytes(version)
  const bits = [
    ...bitsOf(0b0100, 4),
    ...bitsOf(bytes.length, lengthBits(version)),
    ...[...bytes].flatMap((byte) => bitsOf(byte, 8)),
  ]
  bits.push(...bitsOf(0, Math.min(4, room * 8 - bits.length)))
  while (bits.length % 8 > 0) bits.push(false)
  const data: number[] = []
  for (let at = 0; at < bits.length; at += 8) {
    data.push(bits.slice(at, at + 8).reduce((byte, bit) => byte * 2 + Number(bit), 0))
  }
  for (let filler = 0xec; data.length < room; filler ^= 0xec ^ 0x11) data.push(filler)
  return data
}

function bitsOf(value: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, index) => ((value >>> (count - 1 - index)) & 1) === 1)
}

/** Blocks with their correction, one byte of each in turn. */
function withCorrection(data: readonly number[], version: number): number[] {
  const blocks = blockCount[version - 1] ?? 1
  const correction = correctionBytes[version - 1] ?? 0
  const short = Math.floor(data.length / blocks)
  // The last ones hold a byte more.
  const longer = data.length % blocks
  const begin = (index: number) => index * short + Math.max(0, index - (blocks - longer))
  const parts = Array.from({ length: blocks }, (_, index) => {
    const own = data.slice(begin(index), begin(index + 1))
    return { own, check: remainder(own, correction) }
  })
  const inTurn = (rows: readonly (readonly number[])[], length: number) =>
    Array.from({ length }, (_, index) => rows.map((row) => row[index])).flat()
  return [
    ...inTurn(
      parts.map(({ own }) => own),
      short + 1,
    ),
    ...inTurn(
      parts.map(({ check }) => check),
      correction,
    ),
  ].filter((byte) => byte !== undefined)
}

/** Reed–Solomon: what is left of the block divided by the generator of this degree. */
export function remainder(block: readonly number[], degree: number): number[] {
  const divisor = generator(degree)
  const rest = Array<number>(degree).fill(0)
  for (const byte of block) {
    const factor = byte ^ (rest.shift() ?? 0)
    rest.push(0)
    for (const [index, coefficient] of divisor.entries())
      rest[index] = (rest[index] ?? 0) ^ times(coefficient, factor)
  }
  return rest
}

function generator(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1]
  let root = 1
  for (let step = 0; step < degree; step += 1) {
    for (let index = 0; index < degree; index += 1) {
      result[index] = times(result[index] ?? 0, root) ^ (result[index + 1] ?? 0)
    }
    root = times(root, 2)
  }
  return result
}

/** In the field of 256 elements with the polynomial 0x11D. */
export function times(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((b >>> bit) & 1) * a
  }
  return product
}

// ── Squares ──────────────────────────────────────────────────────────────────────────────────────────

interface Drawing {
  readonly dark: boolean[][]
  /** No place for data. */
  readonly taken: boolean[][]
}

function fixedParts(version: number): Drawing {
  const size = sizeOf(version)
  const grid = () => Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const drawing = { dark: grid(), taken: grid() }
  for (let index = 0; index < size; index += 1) {
    set(drawing, 6, index, index % 2 === 0)
    set(drawing, index, 6, index % 2 === 0)
  }
  const finders = [`3 3`, `${size - 4} 3`, `3 ${size - 4}`]
  for (const at of finders) square(drawing, at, 4)
  const corners = new Set(['6 6', `6 ${size - 7}`, `${size - 7} 6`])
  for (const at of alignment(version).filter((one) => !corners.has(one))) square(drawing, at, 2)
  drawFormat(drawing, 0)
  if (version >= 7) drawVersion(drawing, version)
  return drawing
}

function set({ dark, taken }: Drawing, x: number, y: number, isDark: boolean): void {
  const [row, mark] = [dark[y], taken[y]]
  if (!row || !mark || x < 0 || x >= row.length) return
  row[x] = isDark
  mark[x] = true
}

/** Rings around a centre: the finder patterns (with the light border) and the alignment patterns. */
function square(drawing: Drawing, at: string, reach: number): void {
  const [x = 0, y = 0] = at.split(' ').map(Number)
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy))
      set(drawing, x + dx, y + dy, reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1)
    }
  }
}

/** The centres of the alignment patterns as `x y`, those under the finders too. */
function alignment(version: number): string[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2
  const others = Array.from({ length: count - 1 }, (_, index) => sizeOf(version) - 7 - index * step)
  const places = [6, ...others]
  return places.flatMap((x) => places.map((y) => `${x} ${y}`))
}

function drawFormat(drawing: Drawing, mask: number): void {
  const data = (levelM << 3) | mask
  const bits = ((data << 10) | divide(data, 10, 0x537)) ^ 0x5412
  const bit = (index: number) => ((bits >>> index) & 1) === 1
  const size = drawing.dark.length
  for (let index = 0; index < 6; index += 1) set(drawing, 8, index, bit(index))
  set(drawing, 8, 7, bit(6))
  set(drawing, 8, 8, bit(7))
  set(drawing, 7, 8, bit(8))
  for (let index = 9; index < 15; index += 1) set(drawing, 14 - index, 8, bit(index))
  for (let index = 0; index < 8; index += 1) set(drawing, size - 1 - index, 8, bit(index))
  for (let index = 8; index < 15; index += 1) set(drawing, 8, size - 15 + index, bit(index))
  set(drawing, 8, size - 8, true)
}

function drawVersion(drawing: Drawing, version: number): void {
  const bits = (version << 12) | divide(version, 12, 0x1f25)
  for (let index = 0; index < 18; index += 1) {
    const [far, near] = [drawing.dark.length - 11 + (index % 3), Math.floor(index / 3)]
    set(drawing, far, near, ((bits >>> index) & 1) === 1)
    set(drawing, near, far, ((bits >>> index) & 1) === 1)
  }
}

/** What is left of `data`, shifted by `degree`, divided by this polynomial. */
function divide(data: number, degree: number, polynomial: number): number {
  let rest = data
  for (let step = 0; step < degree; step += 1) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * polynomial)
  return rest
}

type Mask = (x: number, y: number) => boolean

export const masks: readonly Mask[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

/** Bit by bit, in pairs of columns, from right to left, upwards and downwards in turn. */
function drawCodewords({ dark, taken }: Drawing, codewords: readonly number[], mask: Mask): void {
  let at = 0
  for (const { x, y } of dataSquares(taken)) {
    const bit = (((codewords[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1
    const row = dark[y]
    if (row) row[x] = bit !== mask(x, y)
    at += 1
  }
}

function dataSquares(taken: readonly (readonly boolean[])[]): { x: number; y: number }[] {
  const size = taken.length
  // The column with the timing pattern is passed over.
  const pairs = Array.from({ length: (size - 1) / 2 }, (_, pair) => size - 1 - pair * 2)
  const rights = pairs.map((right) => (right <= 6 ? right - 1 : right))
  const rows = Array.from({ length: size }, (_, y) => y)
  return rights
    .flatMap((right, pair) =>
      (pair % 2 === 0 ? rows.toReversed() : rows).flatMap((y) => [
        { x: right, y },
        { x: right - 1, y },
      ]),
    )
    .filter(({ x, y }) => !taken[y]?.[x])
}

/** How hard this one is to read: long runs, blocks, what looks like a finder, and too much of one colour. */
function penalty(dark: Matrix): number {
  const columns = dark.map((_, x) => dark.map((row) => row[x] === true))
  const lines = [...dark, ...columns].map((line) => line.map((one) => (one ? '1' : '0')).join(''))
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).map(({ length }) => length - 2)
  const finders = lines.flatMap((line) => line.match(/(?=10111010000|00001011101)/g) ?? []).length * 40
  const blocks = dark.flatMap((row, y) =>
    row.map((one, x) => one === row[x + 1] && one === dark[y + 1]?.[x] && one === dark[y + 1]?.[x + 1]),
  )
  const share = dark.flat().filter(Boolean).length / dark.length ** 2
  return sum(runs) + finders + blocks.filter(Boolean).length * 3 + Math.floor(Math.abs(share - 0.5) * 20) * 10
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
