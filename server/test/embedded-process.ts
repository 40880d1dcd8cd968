import { startEmbedded } from '../src/store/index.ts'

// A process of its own for the tests that kill it: starts PostgreSQL on the folder it is given and says where.
const postgres = await startEmbedded({ data: process.argv[2] ?? '' })
process.stdout.write(`${JSON.stringify({ url: postgres.url, pid: postgres.pid() })}\n`)
process.stdin.once('end', () => void postgres.stop()).resume()
