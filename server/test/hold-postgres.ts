import { startTestPostgres } from './database.ts'

// Keeps the PostgreSQL for tests running until whoever started this closes our input, or ends.
const postgres = await startTestPostgres()
process.stdout.write(`${postgres.url}\n`)
process.stdin.once('end', () => void postgres.stop()).resume()
