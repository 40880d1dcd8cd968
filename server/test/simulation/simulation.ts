import { crafted, crashes } from './crafted.ts'
import { craftedCreates } from './crafted-creates.ts'
import { craftedDisasters, disasterCrashes } from './crafted-disasters.ts'
import { craftedLongWork, longCrashes } from './crafted-long-work.ts'
import { craftedStandstill } from './crafted-standstill.ts'
import { craftedTypes, typeCrashes } from './crafted-types.ts'
import { regressions } from './regressions.ts'
import { drawSchedule, type Schedule } from './schedule.ts'

export { prepareGround } from './ground.ts'
export { play } from './play.ts'
export { drawSchedule }

/** The schedules that are always played. */
export function keptSchedules(): readonly Schedule[] {
  return [
    ...[...craftedStandstill, ...craftedCreates, ...crafted, ...crashes].map(({ schedule }) => schedule),
    ...[...craftedLongWork, ...longCrashes, ...craftedDisasters, ...disasterCrashes].map(
      ({ schedule }) => schedule,
    ),
    ...[...craftedTypes, ...typeCrashes].map(({ schedule }) => schedule),
    ...regressions.map(({ schedule }) => schedule),
  ]
}
