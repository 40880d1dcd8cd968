import { type Crafted, calm, of, pass } from './crafted.ts'
import { long } from './long-work.ts'
import type { Schedule, Step, Trouble, Values } from './step.ts'

// What must not happen to most customers at once, and a view of the ERP that suddenly shows only a few of them.

const links = 26
/** More than a fifth above what happens without a question. */
const most = 25

const each = (step: (link: number) => Step, count = most): readonly Step[] =>
  Array.from({ length: count }, (_, link) => step(link))
const inErp = (values: (link: number) => Values, count = most): readonly Step[] =>
  each((link) => ({ do: 'erp', link, values: values(link), late: false }), count)

const blanked = inErp(() => ({ PHONE: null }))
const mended = inErp((link) => ({ PHONE: `q${link}` }))
const gone = each((link) => ({ do: 'gone', link }))
const back = each((link) => ({ do: 'back', link, same: true }))
const confirmed: Step = long({ what: 'confirm' })
const passing = (trouble: Partial<Trouble>): Step => ({ ...calm, do: 'pass', short: false, ...trouble })
const edited: Step = { do: 'crm', link: most, values: { CITY: 'c1' } }

function all(steps: readonly Step[], pageSize = 50): Schedule {
  const schedule = of([pass, ...steps], 'newest', true)
  return { ...schedule, links, personality: { ...schedule.personality, deletions: true, pageSize } }
}

const disasters = [
  { what: 'empties a field of most customers', happens: blanked, again: mended },
  { what: 'no longer shows most customers', happens: gone, again: back },
] as const

const stopped: readonly Crafted[] = disasters.flatMap(({ what, happens, again }) => [
  {
    title: `an ERP that ${what}, and then does no more`,
    schedule: all([...happens, edited, pass, { do: 'sync', link: 3, ...calm }, pass, ...again, pass], 4),
  },
  {
    title: `an ERP that ${what}, and somebody says that it is right`,
    schedule: all([...happens, edited, pass, confirmed, pass, ...again, pass]),
  },
  {
    title: `an ERP that ${what} while another worker takes over`,
    schedule: all([
      ...happens.slice(0, 12),
      passing({ meanwhile: [{ at: 'page', nth: 1, steps: [...happens.slice(12), { do: 'overtake' }] }] }),
      pass,
      ...again,
      pass,
    ]),
  },
])

const usual: readonly Crafted[] = [
  {
    title: 'a field that is emptied for fewer customers than somebody is asked about',
    schedule: all([...inErp(() => ({ PHONE: null }), 15), pass]),
  },
  {
    title: 'most links are held, edited on both sides, and released',
    schedule: all([
      ...each((link) => long({ what: 'hold', link })),
      ...inErp((link) => ({ CITY: `c${link}` })),
      ...each((link) => ({ do: 'crm', link, values: { PHONE: `p${link}` } })),
      pass,
      ...each((link) => long({ what: 'release', link })),
      pass,
    ]),
  },
]

export const craftedDisasters: readonly Crafted[] = [...stopped, ...usual]

/** A process that dies while it finds that it has to ask, and one that dies while it does what was said to be right. */
export const disasterCrashes: readonly Crafted[] = disasters.flatMap(({ what, happens, again }, place) =>
  Array.from({ length: 8 }, (_, nth) => {
    const statement = 4 + nth * 4 + place
    const crash = { statement, when: nth % 2 === 0 ? 'dieBefore' : 'dieAfter' } as const
    const answered = [passing({ crash }), pass, ...again, pass]
    const carriedOut = [pass, confirmed, passing({ crash }), pass]
    return {
      title: `an ERP that ${what}, and a crash at statement ${statement}`,
      schedule: all([...happens, ...(nth % 4 < 2 ? answered : carriedOut)]),
    }
  }),
)
