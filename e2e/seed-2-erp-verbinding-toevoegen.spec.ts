import { test } from './installation.ts'
import { addingAConnection } from './seed-2.ts'
import { dutch } from './seed-2-words.ts'

test.use({ occasion: 'seed 2', locale: dutch.locale })

addingAConnection(dutch)
