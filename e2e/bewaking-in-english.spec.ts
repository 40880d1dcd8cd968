import { monitoring } from './monitor.ts'
import { waitingForSomebody } from './monitor-waiting.ts'
import { englishMonitor } from './monitor-words.ts'
import { test } from './monitored.ts'

test.use({ occasion: 'monitor in English', locale: englishMonitor.locale })

monitoring(englishMonitor)
waitingForSomebody(englishMonitor)
