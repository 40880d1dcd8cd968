import { serve } from '@koppel/sdk/serve'
import { benchConnector } from '../speed/connector.ts'

const served = await serve(benchConnector, { secret: process.argv[2] ?? '', port: 0 })
process.on('disconnect', () => process.exit())
process.send?.(served.url)
