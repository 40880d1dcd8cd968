import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { migrate, openStore, startEmbedded } from '../../src/store/index.ts'
import { makeStage, type Stage, type StageOptions } from './stage.ts'

/** A PostgreSQL to be mistreated. */
export interface Cluster {
  /** Ends all its processes at once, as a crash does; it starts again by itself. */
  crash(): void
  stage(options?: StageOptions): Promise<Stage>
  stop(): Promise<void>
}

export async function startCluster(folder?: string): Promise<Cluster> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'koppel-chaos-postgres-')))
  const postgres = await startEmbedded({ data })

  async function emptyDatabase(): Promise<string> {
    const name = `chaos_${randomBytes(4).toString('hex')}`
    const admin = openStore({ url: postgres.url })
    await admin.pool.query(`create database ${name}`)
    await admin.close()
    const url = new URL(postgres.url)
    url.pathname = `/${name}`
    return url.href
  }

  return {
    // What `pg_ctl stop -m immediate` sends.
    crash: () => void process.kill(postgres.pid(), 'SIGQUIT'),
    async stage(options) {
      const store = openStore({ url: await emptyDatabase() })
      await migrate(store)
      const stage = await makeStage({ ...options, store })
      return {
        ...stage,
        async close() {
          await stage.close()
          await store.close()
        },
      }
    },
    async stop() {
      await postgres.stop()
      await rm(data, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** One for a test file. */
export function useCluster(): Pick<Cluster, 'crash' | 'stage'> {
  let cluster: Cluster | undefined
  before(async () => {
    cluster = await startCluster()
  })
  after(() => cluster?.stop())
  const running = () => {
    if (!cluster) throw new Error('The cluster runs inside tests only.')
    return cluster
  }
  return { crash: () => running().crash(), stage: (options) => running().stage(options) }
}
