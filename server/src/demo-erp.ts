import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { demo } from '@koppel/connector-demo'
import { type DemoErp, startDemoErp } from '@koppel/connector-demo/erp'
import type { Connector } from '@koppel/sdk'
import type { Settings } from './config.ts'

const somePorts = Array.from({ length: 20 }, (_, index) => 4010 + index)

/**
 * Starts the demo ERP of this installation.
 *
 * It keeps the port it once had, so that connections to it still work after a restart; the first time, or when another
 * program has taken that port, it takes the first free one of a few.
 *
 * @throws Error `EADDRINUSE` when all of them are taken
 */
export async function openDemoErp(settings: Settings, log: (message: string) => void): Promise<DemoErp> {
  const dataFile = join(settings.data, 'demo-erp.sqlite')
  const kept = await keptPort(settings)
  for (const port of [...(kept ? [kept] : []), ...somePorts]) {
    const started = await startDemoErp({ port, dataFile, log }).catch((error: unknown) => {
      if (isTaken(error) && port !== somePorts.at(-1)) return undefined
      throw error
    })
    if (!started) continue
    if (port !== kept) await writeFile(portFile(settings), String(port))
    return started
  }
  throw new Error('No port was tried')
}

/** Where connectors reach it, as `host:port`; also for a worker beside the server that runs it. */
export async function demoErpAddress(settings: Settings): Promise<string> {
  return `127.0.0.1:${(await keptPort(settings)) ?? somePorts[0]}`
}

/** The shipped connector, with this installation's demo ERP filled in. */
export function demoConnector(address: string): Connector {
  const { url } = demo.settings
  const here = { ...url, default: `http://${address}` }
  return { ...demo, settings: { ...demo.settings, url: here } } as Connector
}

export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function portFile({ data }: Settings): string {
  return join(data, 'demo-erp.port')
}

async function keptPort(settings: Settings): Promise<number | undefined> {
  const text = await readFile(portFile(settings), 'utf8').catch(() => '')
  return /^\d{4,5}$/.test(text.trim()) ? Number(text) : undefined
}
