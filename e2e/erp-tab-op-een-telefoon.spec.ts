import { erpTabOnAPhone } from './erp-tab-on-a-phone.ts'
import { test } from './seed-4.ts'
import { dutch } from './seed-4-words.ts'

test.use({ occasion: 'erp-tab op een telefoon' })

erpTabOnAPhone(dutch)
