import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, type Capabilities, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { type CrmRecord, readRecords } from '../crm/index.ts'
import { notFound } from '../problem.ts'
import type { Db } from '../store/index.ts'
import type { Problem, RecordType } from '../store/tables.ts'
import { type Access, connectionsInScope, mayEdit, mayNotConnect } from './access.ts'
import type { erpTab } from './contract.ts'
import { shown } from './failure.ts'
import { connectionsOfCompany } from './links.ts'
import { readTabLinks } from './tab-links.ts'

type Tab = z.infer<typeof erpTab>

/** The ERP tab of a record as this user sees it; 404 when there is none for them. */
export async function readTab(
  db: Db,
  user: SignedIn,
  recordType: RecordType,
  recordId: number,
  language: string,
): Promise<Tab> {
  const record = (await readRecords(db, recordType, [recordId])).get(recordId)
  if (!record || record.deletedAt !== null) throw notFound()
  const access = await connectionsInScope(db, user)
  const connections = await readSupporting(db, recordType, [...access.keys()])
  if (connections.length === 0) throw notFound()

  const links = await readTabLinks(
    db,
    record,
    recordType,
    connections.map(({ id }) => id),
    language,
  )
  const blockedIn = await blockedBy(db, recordType, record)
  const linkOf = (id: number) => {
    const link = links.get(id)
    return link ? { ...link, problem: link.problem && shownTo(user, link.problem) } : null
  }
  const answers = connections.map(({ id, name, state, stateReason, types }) => {
    const blocked = textIn(blockedIn(id), language)
    return {
      id,
      name,
      state,
      problem: stateReason && shownTo(user, shown(stateReason, language)),
      actorTypes: types.map(({ type, capabilities }) => ({
        actorType: type,
        canCreate: (capabilities.create ?? false) && (access.get(id)?.canCreate ?? false),
        connectBlocked: access.get(id)?.canConnect ? null : textIn(mayNotConnect, language),
        createBlocked: createBlocked(capabilities, access.get(id), blocked, language),
        blocked: blocked === '' ? null : blocked,
      })),
      link: linkOf(id),
    }
  })
  return { canEdit: mayEdit(user), connections: answers }
}

/** Why nothing can be made in the ERP from the record; null if it can. */
function createBlocked(
  { create }: Capabilities,
  access: Access | undefined,
  blocked: string,
  language: string,
) {
  if (!create) return textIn(cannotCreate, language)
  if (!access?.canCreate) return textIn(mayNotCreate, language)
  return blocked === '' ? null : blocked
}

const cannotCreate = {
  en: 'The connector of this ERP connection cannot make these. Make it in the ERP and connect it.',
  nl: 'De connector van deze ERP-verbinding kan dit niet maken. Maak het in het ERP en verbind het.',
}

const mayNotCreate = {
  en: 'You have no right to create in the ERP in this connection. Ask an administrator for it.',
  nl: 'U hebt in deze verbinding geen recht om in het ERP te maken. Vraag een beheerder erom.',
}

/** What is meant for the operator is for administrators, as in every problem answer. */
function shownTo(user: SignedIn, problem: ReturnType<typeof shown>) {
  return user.role === 'administrator' ? problem : { ...problem, detail: null }
}

interface Supporting {
  readonly id: number
  readonly name: string
  readonly state: 'ok' | 'retrying' | 'stopped'
  readonly stateReason: Problem | null
  readonly types: readonly { readonly type: ActorTypeName; readonly capabilities: Capabilities }[]
}

/** Those of the connections that synchronise this record type, in order of priority. */
async function readSupporting(
  db: Db,
  recordType: RecordType,
  ids: readonly number[],
): Promise<readonly Supporting[]> {
  const types: readonly ActorTypeName[] = recordType === 'company' ? ['customer', 'supplier'] : [recordType]
  const { rows } = await sql<Supporting>`
    /* kept */
    select c.id, c.name, c.state, c.state_reason,
      jsonb_agg(jsonb_build_object('type', t.type, 'capabilities', t.capabilities) order by t.type) as types
    from connection c join actor_type t on t.connection_id = c.id and t.enabled and t.in_erp
    where c.id = any(${[...ids]}::bigint[]) and t.type = any(${[...types]}::text[])
    group by c.id order by c.priority, c.id`.execute(db)
  return rows
}

/** Why the record cannot be linked in a connection now; empty if it can. */
async function blockedBy(db: Db, recordType: RecordType, { companyId }: CrmRecord) {
  if (recordType !== 'person') return () => ''
  if (companyId === null) return () => noCompany
  const linked = await connectionsOfCompany(db, companyId)
  return (connectionId: number) => (linked.has(connectionId) ? '' : companyFirst)
}

const noCompany = {
  en: 'This person belongs to no company, so it cannot be linked.',
  nl: 'Deze persoon hoort bij geen bedrijf en kan daarom niet worden verbonden.',
}

const companyFirst = {
  en: 'Link the company of this person in this ERP connection first.',
  nl: 'Verbind eerst het bedrijf van deze persoon in deze ERP-verbinding.',
}
