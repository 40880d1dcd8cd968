import type { Schedule, Step } from './schedule.ts'

/** The shortest schedule found that still fails: steps are left out, then what troubles the ones that stay. */
export async function shrink(
  schedule: Schedule,
  fails: (candidate: Schedule) => Promise<boolean>,
  atMost = 150,
): Promise<Schedule> {
  let [best, tries] = [schedule, 0]
  const attempt = async (steps: readonly Step[]): Promise<boolean> => {
    tries += 1
    const candidate = { ...best, steps }
    if (tries > atMost || !(await fails(candidate))) return false
    best = candidate
    return true
  }
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.steps.length; ) {
      if (!(await attempt(best.steps.toSpliced(at, size)))) at += size
    }
  }
  for (const at of best.steps.keys()) {
    for (const simpler of simplerThan(best.steps[at])) await attempt(best.steps.with(at, simpler))
  }
  return best
}

function simplerThan(step: Step | undefined): readonly Step[] {
  if (!step || !('faults' in step)) return []
  return [
    ...(step.faults.length > 0 ? [{ ...step, faults: [] }] : []),
    ...(step.crash ? [{ ...step, crash: null }] : []),
    ...(step.meanwhile.length > 0 ? [{ ...step, meanwhile: [] }] : []),
  ]
}
