import { monitoring } from './monitor.ts'
import { waitingForSomebody } from './monitor-waiting.ts'
import { dutchMonitor } from './monitor-words.ts'
import { test } from './monitored.ts'

test.use({ occasion: 'bewaking per beeld', locale: dutchMonitor.locale })

monitoring(dutchMonitor)
waitingForSomebody(dutchMonitor)
