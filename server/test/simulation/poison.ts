import type { Schedule, Step } from './step.ts'

// The same schedule with records that cannot be carried over, and without them.

const kinds: readonly Step[] = [
  { do: 'crm', link: 0, values: { CITY: 'bad c' } },
  { do: 'crm', link: 0, values: { PHONE: 'bad, and much too long for it' } },
  { do: 'erp', link: 0, values: { CITY: 'bad \u0000' }, late: false },
  { do: 'erp', link: 0, values: { NAME: 'bad \ud800' }, late: false },
  { do: 'crm', link: 0, values: { NAME: 'bad n', CITY: 'bad c' } },
]

/** What goes on in a schedule that concerns edits and passes, and nothing goes wrong with the ERP. */
export function inPeace({ neighbour: _, creations: __, making: ___, ...schedule }: Schedule): Schedule {
  const steps = schedule.steps.flatMap((step): Step[] => {
    if (isOfOthers(step, schedule.links)) return []
    if (step.do === 'pass') return [{ ...step, short: false, faults: [], crash: null, meanwhile: [] }]
    if (step.do === 'sync') return [{ ...step, faults: [], crash: null, meanwhile: [] }]
    return ['crm', 'erp', 'sql'].includes(step.do) ? [step] : []
  })
  return { ...schedule, steps }
}

/** Of the second connection, or of an actor that is made: they are not there. */
function isOfOthers(step: Step, links: number): boolean {
  if ('neighbour' in step) return step.neighbour === true
  return 'link' in step && (step.link >= links || ('made' in step && step.made === true))
}

/** The same with so many more links, each of which gets what the ERP or PostgreSQL refuses before the first pass. */
export function poisoned(schedule: Schedule, count: number): Schedule {
  const bad = Array.from({ length: count }, (_, nth): Step => {
    const kind = kinds[(schedule.seed + nth) % kinds.length] as Extract<Step, { readonly do: 'crm' | 'erp' }>
    return { ...kind, link: schedule.links + nth }
  })
  return { ...schedule, links: schedule.links + count, steps: [...bad, ...schedule.steps] }
}
