import { type Crafted, calm, of, pass } from './crafted.ts'
import { persons, projects } from './fields.ts'
import type { Beside, BesideStep, Schedule, Step } from './step.ts'

// Schedules written by hand with persons or projects beside companies, in one connection.

function beside(kind: 'persons' | 'projects', steps: readonly Step[], links = 1): Schedule {
  const { fields } = kind === 'persons' ? persons : projects
  const directions = fields.map(({ erp, access, follows }) => [
    erp,
    access === 'readOnly' ? 'toCrm' : follows ? 'toErp' : 'both',
  ])
  const given: Beside = {
    ...{ kind, links, start: 'erp', directions: Object.fromEntries(directions) },
    rules: Object.fromEntries(fields.map(({ erp }) => [erp, 'erp'])),
  }
  const schedule = of(steps, 'erp', true)
  return { ...schedule, links: 2, beside: given }
}

const them = (step: BesideStep): Step => ({ do: 'beside', step })
const relink = them({ do: 'link', link: 0, start: 'erp' })
const unlinkIt = them({ do: 'unlink', link: 0 })
const unlinkCompany: Step = { do: 'unlink', link: 0 }
const linkCompany: Step = { do: 'link', link: 0, start: 'erp' }
const toSecond = (side: 'crm' | 'erp') => them({ do: 'move', link: 0, to: 1, side })

/** Edits of one of them in both systems, and of the company with the same key. */
function edits(tag: string): readonly Step[] {
  return [
    them({ do: 'crm', link: 0, values: { PHONE: `q${tag}` } }),
    them({ do: 'erp', link: 0, values: { NAME: `n${tag}` }, late: false }),
    { do: 'crm', link: 0, values: { CITY: `c${tag}` } },
    { do: 'erp', link: 0, values: { PHONE: `p${tag}` }, late: false },
  ]
}

const inErp = (tag: string) => them({ do: 'erp', link: 0, values: { CITY: `q${tag}` }, late: false })

const linking: readonly Crafted[] = [
  {
    title: 'a person is linked only while the company is, and is then as any other',
    schedule: beside('persons', [
      ...[pass, unlinkIt, unlinkCompany, relink, ...edits('1'), pass],
      ...[linkCompany, relink, ...edits('2'), pass],
    ]),
  },
  {
    title: 'a person whose company is no longer linked stays in step, and is not linked anew',
    schedule: beside('persons', [
      ...[pass, unlinkCompany, ...edits('1'), pass],
      ...[unlinkIt, relink, ...edits('2'), pass],
    ]),
  },
  {
    title: 'a person who moves to another company is asked for that one',
    schedule: beside('persons', [
      ...[pass, toSecond('crm'), ...edits('1'), pass],
      ...[{ do: 'unlink', link: 1 } as const, unlinkIt, relink, ...edits('2'), pass],
      ...[{ do: 'link', link: 1, start: 'erp' } as const, relink, ...edits('3'), pass],
    ]),
  },
  {
    title: 'an actor that belongs to somebody else now changes nothing but what was edited',
    schedule: beside('persons', [pass, toSecond('erp'), pass, ...edits('1'), pass]),
  },
  {
    title: 'a project is linked also where its company is not',
    schedule: beside('projects', [
      ...[pass, unlinkCompany, unlinkIt, relink, ...edits('1'), pass],
      ...[toSecond('crm'), toSecond('erp'), ...edits('2'), pass],
    ]),
  },
  {
    title: 'how far one actor type was read says nothing about the other',
    schedule: beside('persons', [
      ...[pass, ...['1', '2', '3', '4', '5'].map(inErp), pass],
      ...[{ do: 'erp', link: 0, values: { CITY: 'c1' }, late: false } as const, pass],
      ...[...['6', '7'].map(inErp), pass],
    ]),
  },
  {
    title: 'the one actor type that is switched off keeps its edits, and the other goes on',
    schedule: beside('persons', [
      ...[pass, them({ do: 'enable', on: false }), ...edits('1'), pass],
      ...[them({ do: 'enable', on: true }), ...edits('2'), pass],
    ]),
  },
]

/** More than a pass with changes of both types on both sides ever needs. */
const statements = 60

export const craftedTypes: readonly Crafted[] = linking

/** A pass over two actor types may die at every third of its statements. */
export const typeCrashes: readonly Crafted[] = Array.from({ length: statements / 3 }, (_, index) => {
  const crash = { statement: 3 * index + 1, when: index % 2 ? 'dieAfter' : 'dieBefore' } as const
  const dying: Step = { do: 'pass', short: false, ...calm, crash }
  return {
    title: `a pass over two actor types dies at statement ${crash.statement}`,
    schedule: beside(
      index % 3 ? 'persons' : 'projects',
      [pass, ...edits('1'), dying, ...edits('2'), pass],
      2,
    ),
  }
})
