import { serve } from '@koppel/sdk/serve'
import { openBook } from './book.ts'
import { addressBook } from './connector.ts'

const { CONNECTOR_SECRET: secret = '', BOOK = 'book.json', PORT = '4100' } = process.env

const served = await serve(addressBook(openBook(BOOK)), { secret, port: Number(PORT) })
process.stdout.write(`The address book is served at ${served.url}\n`)
process.once('SIGTERM', () => void served.close())
