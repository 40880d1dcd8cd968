import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from '../config.ts'

export type { Logger } from 'pino'

// Nothing of ours logs these on purpose; this is for the day somebody logs a whole object.
const secrets = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'secret',
  'secrets',
  'authorization',
  'cookie',
]
const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** One line an event on stdout: JSON for machines, plain text where a person looks on. */
export function openLog(level: LogLevel, out: NodeJS.WriteStream = process.stdout): Logger {
  const options = { level, base: null, redact: { paths, censor: '[redacted]' } }
  return pino(options, out.isTTY ? readable(out) : out)
}

const names: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warn',
  50: 'ERROR',
  60: 'FATAL',
}

function readable(out: NodeJS.WritableStream): DestinationStream {
  return { write: (line) => void out.write(`${readableLine(line)}\n`) }
}

/** `10:00:00 warn  The ERP is away  connection=7`, with the stack of an error below it. */
export function readableLine(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const clock = new Date(Number(time)).toTimeString().slice(0, 8)
  const name = names[Number(level)] ?? ''
  const details = Object.entries(rest).map(([key, value]) => `${key}=${shown(value)}`)
  const head = [clock, name, msg, ...details].filter((part) => part !== '' && part !== undefined).join('  ')
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : ''
  // A line break or an escape sequence in a value must not look like a line of ours.
  return `${escaped(head)}${stack}`
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function escaped(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (char) => JSON.stringify(char).slice(1, -1))
}
