import { test } from './installation.ts'
import { addingAConnection } from './seed-2.ts'
import { english } from './seed-2-words.ts'

test.use({ occasion: 'seed 2 in English', locale: english.locale })

addingAConnection(english)
