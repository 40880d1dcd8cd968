import { monitoring, test } from './monitor.ts'
import { englishMonitor } from './monitor-words.ts'

test.use({ occasion: 'monitor in English', locale: englishMonitor.locale })

monitoring(englishMonitor)
