import type { Direction } from '../../src/sync/index.ts'
import { checkCompanies } from './beside-world.ts'
import { checkBudget } from './check-budget.ts'
import { checkHistory } from './check-history.ts'
import { checkLongWork } from './check-long-work.ts'
import { checkUnmapped } from './check-mapping.ts'
import { checkRest, checkStates } from './check-rest.ts'
import { checkSent } from './check-sent.ts'
import { checkWorkers } from './check-workers.ts'
import { checkCreations } from './create-steps.ts'
import { linkedCreations } from './creations.ts'
import { gather, type LinkRow } from './evidence.ts'
import type { World } from './world.ts'

/** Judges a run by its history and by what both sides hold in the end. */
export async function check(world: World): Promise<void> {
  const own = await checkSide({ ...world, pairs: [...world.pairs, ...(await linkedCreations(world))] })
  const beside = world.beside ? await checkSide(world.beside) : []
  if (world.beside) await checkCompanies(world.beside, complainIn(world))
  await checkStates(world, [...own, ...beside], complainIn(world))
  if (world.neighbour) await checkStates(world.neighbour, await checkSide(world.neighbour), complainIn(world))
}

function complainIn({ violations }: World): (violation: string) => void {
  return (violation) => {
    if (!violations.includes(violation)) violations.push(violation)
  }
}

/** @returns the links that were judged */
async function checkSide(world: World): Promise<readonly LinkRow[]> {
  const complain = complainIn(world)
  const evidence = await gather(world)
  checkRest(world, evidence, complain)
  checkHistory(world, evidence, complain)
  checkUnmapped(world, evidence, complain)
  checkBudget(world, evidence, complain)
  await checkWorkers(world, complain)
  await checkCreations(world, complain)
  await checkLongWork(world, evidence, complain)
  checkSent(world, evidence, directions(world), complain)
  world.trace.push(`clock ${await world.now()}`)
  for (const pair of world.pairs) {
    world.trace.push(
      evidence.mapping.fields
        .map(
          ({ erpField, crmField }) =>
            `${erpField}: ${evidence.inErp(pair, erpField)} | ${shown(crmField, pair)}`,
        )
        .join(', '),
    )
  }
  return [...evidence.links.values()]

  function shown(crmField: string, pair: World['pairs'][number]) {
    const value = evidence.inCrm(pair, crmField)
    return world.ground.items.find(({ crm }) => crm === value)?.erp ?? value
  }
}

/** The direction a field had at a moment, or null. */
function directions({ schedule, decisions }: World) {
  return (field: string, seq: number): Direction | null => {
    const last = decisions.findLast((one) => one.erpField === field && one.kind === 'map' && one.seq < seq)
    return last ? (last.direction ?? null) : (schedule.directions[field] ?? null)
  }
}
