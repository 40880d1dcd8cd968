import { monitoring, test } from './monitor.ts'
import { dutchMonitor } from './monitor-words.ts'

test.use({ occasion: 'bewaking per beeld', locale: dutchMonitor.locale })

monitoring(dutchMonitor)
