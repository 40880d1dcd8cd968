import { openStore } from '../../server/src/store/index.ts'
import { type Question, questions } from '../lists/questions.ts'
import type { Ask } from './fire.ts'
import type { World } from './world.ts'

interface Card {
  readonly id: number
  readonly version: number
}

/** What people ask for: 55 % lists and opening, 20 % searching, 15 % details with the ERP tab and history, 10 % edits. */
export async function mix({ databaseUrl, companies, linked }: World): Promise<() => Ask> {
  const store = openStore({ url: databaseUrl })
  const asked = await questions(store.db, 100).finally(() => store.close())
  const [typed, listed] = [true, false].map((yes) =>
    asked.filter(({ group }) => group.startsWith('typed') === yes),
  )
  let edits = 0

  const question = (kind: string, from: readonly Question[] | undefined): Ask => ({
    kind,
    path: from?.[Math.floor(Math.random() * from.length)]?.path ?? '/records/company',
  })
  const any = () => 1 + Math.floor(Math.random() * companies)
  const anyLinked = () => linked[Math.floor(Math.random() * linked.length)] ?? 1
  const card = (id: number, after?: Ask['after']): Ask => ({
    kind: 'open a card',
    path: `/records/company/${id}`,
    ...(after && { after }),
  })
  const history = (id: number): Ask => ({ kind: 'history', path: `/records/company/${id}/history` })
  const erpTab = (id: number): Ask => ({
    kind: 'ERP tab',
    path: `/records/company/${id}/erp`,
    after: () => history(id),
  })
  const edit = (answer: unknown): Ask => {
    const { id, version } = answer as Card
    edits += 1
    return {
      kind: 'edit',
      method: 'PATCH',
      path: `/records/company/${id}`,
      body: { version, fields: { phone: `+31 20 ${1_000_000 + edits}` } },
    }
  }

  return () => {
    const dice = Math.random()
    if (dice < 0.3) return question('list', listed)
    if (dice < 0.55) return card(any())
    if (dice < 0.75) return question('search as typed', typed)
    if (dice < 0.9) return card(anyLinked(), (answer) => erpTab((answer as Card).id))
    return card(anyLinked(), edit)
  }
}
