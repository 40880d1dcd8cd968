import { setTimeout as pause } from 'node:timers/promises'

export interface Exported {
  readonly format: string
  readonly seconds: number
  readonly megabytes: number
  /** What the process needed at most, above what it had before. */
  readonly peakMegabytes: number
}

const mega = 2 ** 20

/** Takes a file as fast as it comes and throws it away; watches the memory meanwhile. */
export async function measureExport(
  format: string,
  ask: () => Response | Promise<Response>,
): Promise<Exported> {
  globalThis.gc?.()
  await pause(100)
  const before = process.memoryUsage().rss
  let peak = before
  let bytes = 0
  const began = performance.now()
  const { body } = await ask()
  if (!body) throw new Error('There is no file')
  for await (const chunk of body) {
    bytes += chunk.length
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  return {
    format,
    seconds: (performance.now() - began) / 1000,
    megabytes: bytes / mega,
    peakMegabytes: (peak - before) / mega,
  }
}
