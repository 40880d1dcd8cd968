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
  /** Of its first process now. */
  pid(): number
  /** @param folder where all tables of its database lie, without what PostgreSQL writes ahead */
  stage(options?: StageOptions, folder?: string): Promise<Stage>
  stop(): Promise<void>
}

export async function startCluster(folder?: string): Promise<Cluster> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'koppel-chaos-postgres-')))
  const postgres = await startEmbedded({ data })

  async function emptyDatabase(folder?: string): Promise<string> {
    const name = `chaos_${randomBytes(4).toString('hex')}`
    const admin = openStore({ url: postgres.url })
    if (folder) await admin.pool.query(`create tablespace ${name} location '${folder}'`)
    await admin.pool.query(`create database ${name} ${folder ? `tablespace ${name}` : ''}`)
    await admin.close()
    const url = new URL(postgres.url)
    url.pathname = `/${name}`
    return url.href
  }

  return {
    // What `pg_ctl stop -m immediate` sends.
    crash: () => void process.kill(postgres.pid(), 'SIGQUIT'),
    pid: () => postgres.pid(),
    async stage(options, folder) {
      const store = openStore({ url: await emptyDatabase(folder) })
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
