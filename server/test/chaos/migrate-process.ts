import { migrate, openStore } from '../../src/store/index.ts'

// Brings a database up to date with the migrations of a folder, to be killed on the way.
const [url = '', folder = ''] = process.argv.slice(2)
const store = openStore({ url })
await migrate(store, folder)
await store.close()
