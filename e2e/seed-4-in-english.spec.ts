import { erpTabOnAPhone } from './erp-tab-on-a-phone.ts'
import { connectingToErp, test } from './seed-4.ts'
import { english } from './seed-4-words.ts'

test.use({ occasion: 'seed 4 in English', locale: english.locale })

connectingToErp(english)
erpTabOnAPhone(english)
