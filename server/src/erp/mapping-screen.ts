import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, type Field, textIn } from '@koppel/sdk'
import { type CrmField, crmFields } from '../crm/index.ts'
import { namingCrm } from '../crm-name.ts'
import type { Db } from '../store/index.ts'
import { arrowsOf, type Blocked, type ErpField, recordTypeOf, suggestions } from '../sync/index.ts'
import { changedBy, namesOfUsers } from './changed-by.ts'
import { erpFieldOf, placeOf, writtenElsewhere } from './configuration.ts'
import { checkConnection } from './connections.ts'
import type { mapping as mappingSchema } from './contract.ts'
import { shapeOf } from './mapping.ts'
import { blockedText } from './texts.ts'

export type MappingAnswer = z.infer<typeof mappingSchema>
type FieldAnswer = MappingAnswer['fields'][number]

/** The field mapping of each actor type, with what could be set and why not. */
export async function readMappings(
  db: Db,
  connectionId: number,
  language: string,
  crmName = 'CRM',
): Promise<MappingAnswer[]> {
  await checkConnection(db, connectionId)
  const types = await db
    .selectFrom('actorType')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .execute()
  const rows = await db
    .selectFrom('erpField')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .orderBy('position')
    .execute()
  const elsewhere = await writtenElsewhere(db, connectionId)
  const names = await namesOfUsers(
    db,
    types.map((type) => type.changedBy),
  )
  const links = await linksByType(db, connectionId)
  const answers = types.map(async (type): Promise<MappingAnswer> => {
    const recordType = recordTypeOf[type.type]
    const known = await crmFields(db, recordType)
    const own = rows.filter(({ actorType }) => actorType === type.type)
    const around: Around = {
      language,
      crmName,
      known,
      suggested: suggestionsFor(own, known, language),
      canCreate: type.capabilities.create ?? false,
      canUpdate: type.capabilities.update ?? false,
      writer: (crmField) => elsewhere.get(placeOf(recordType, crmField)),
    }
    const choices = sharedArrows(around)
    const fields = own.map((row) => fieldAnswer(row, around, choices.placeOf(row)))
    return {
      actorType: type.type,
      recordType,
      enabled: type.enabled,
      inErp: type.inErp,
      links: links.get(type.type) ?? 0,
      version: type.version,
      changed: changedBy(type, names),
      crmFields: known.map(({ key, label, type: kind }) => ({
        key,
        label: textIn(label, language),
        type: kind,
      })),
      fields,
      arrows: choices.all,
    }
  })
  return (await Promise.all(answers)).sort((a, b) => order.indexOf(a.actorType) - order.indexOf(b.actorType))
}

async function linksByType(db: Db, connectionId: number): Promise<ReadonlyMap<ActorTypeName, number>> {
  const rows = await db
    .selectFrom('link')
    .select(['actorType', ({ fn }) => fn.countAll<number>().as('links')])
    .where('connectionId', '=', connectionId)
    .where('endedAt', 'is', null)
    .groupBy('actorType')
    .execute()
  return new Map(rows.map(({ actorType, links }) => [actorType, links]))
}

const order: readonly ActorTypeName[] = ['customer', 'supplier', 'person', 'project']

interface Around {
  readonly crmName: string
  readonly language: string
  readonly known: readonly CrmField[]
  readonly canCreate: boolean
  readonly canUpdate: boolean
  /** ERP field → CRM field of a similar name. */
  readonly suggested: ReadonlyMap<string, string>
  /** The other connection that alone decides this CRM field. */
  readonly writer: (crmField: string) => string | undefined
}

type Row = Parameters<typeof erpFieldOf>[0] &
  Pick<FieldAnswer, 'crmField' | 'toCrm' | 'toErp' | 'conflictRule' | 'keepOnBlank'> &
  Pick<FieldAnswer, 'showInSearch' | 'showInTab' | 'rank' | 'isNew'> & {
    readonly hasDefault: boolean
    readonly askUser: boolean
  } & Pick<Field, 'label'> & { readonly help: Field['label'] | null }

/** For fields that are not mapped: the CRM field nobody uses that looks most like it. */
function suggestionsFor(rows: readonly Row[], known: readonly CrmField[], language: string) {
  const used = new Set(rows.map(({ crmField }) => crmField))
  const offered = <T extends Row | CrmField>(field: T) => ({
    ...shapeOf(field),
    key: field.key,
    label: textIn(field.label, language),
  })
  const open = rows.filter(
    ({ crmField, inErp, identifies, type }) =>
      crmField === null && inErp && !identifies && type !== 'password',
  )
  return suggestions(open.map(offered), known.filter(({ key }) => !used.has(key)).map(offered))
}

type Arrows = MappingAnswer['arrows'][number]

/** What could be set, once for all fields for which it is the same: an ERP has many fields of few kinds. */
function sharedArrows(around: Around) {
  const all: Arrows[] = []
  const places = new Map<string, number>()
  const placeOf = (row: Row): number => {
    const { key: _, ...kind } = erpFieldOf(row)
    const plain = JSON.stringify(kind)
    const mark = row.crmField === null ? plain : `${plain} ${row.crmField}`
    const place = places.get(mark) ?? placeIn(all, row, around)
    places.set(mark, place)
    return place
  }
  return { all, placeOf }
}

function placeIn(all: Arrows[], row: Row, around: Around): number {
  const arrows = arrowsByCrmField(row, around)
  const mark = JSON.stringify(arrows)
  const known = all.findIndex((one) => JSON.stringify(one) === mark)
  return known === -1 ? all.push(arrows) - 1 : known
}

function arrowsByCrmField(row: Row, around: Around): Arrows {
  const erp = erpFieldOf(row)
  const candidates = around.known.flatMap((crm): [string, Arrows[string]][] => {
    const arrows = arrowsFor(erp, crm, around)
    const fitting = arrows.toCrm.possible || arrows.toErp.possible
    // A field that is already chosen stays on the screen, with the reason why its arrows are grey.
    return fitting || erp.identifies || !erp.inErp || crm.key === row.crmField ? [[crm.key, arrows]] : []
  })
  return Object.fromEntries([['', arrowsFor(erp, undefined, around)], ...candidates])
}

function fieldAnswer(row: Row, around: Around, arrows: number): FieldAnswer {
  const { language, known } = around
  return {
    key: row.key,
    label: textIn(row.label, language),
    help: row.help === null ? null : textIn(row.help, language),
    type: row.type,
    access: row.access,
    inErp: row.inErp,
    isNew: row.isNew,
    needsDirection: around.canCreate && neededAnyway(row),
    crmField: row.crmField,
    crmFieldMissing: row.crmField !== null && !known.some(({ key }) => key === row.crmField),
    suggestion: around.suggested.get(row.key) ?? null,
    toCrm: row.toCrm,
    toErp: row.toErp,
    conflictRule: row.conflictRule,
    keepOnBlank: row.keepOnBlank,
    showInSearch: row.showInSearch,
    showInTab: row.showInTab,
    rank: row.rank,
    arrows,
  }
}

function neededAnyway({ inErp, access, hasDefault, askUser }: Row): boolean {
  return inErp && access === 'mandatory' && !hasDefault && !askUser
}

function arrowsFor(
  erp: ErpField,
  crm: CrmField | undefined,
  { canUpdate, writer, language, crmName }: Around,
) {
  const connection = crm && writer(crm.key)
  const shape = crm && { ...shapeOf(crm), key: crm.key }
  const writtenBy = connection === undefined ? undefined : 'connection'
  const alone = arrowsOf(erp, shape, { canUpdate, writtenBy })
  // Where both ways are possible the arrow can be set together with the other one.
  const both = arrowsOf(erp, shape, { canUpdate, writtenBy, toErpOn: alone.toErp === null })
  const arrow = (blocked: Blocked | null, together = false) => ({
    possible: blocked === null || together,
    reason: blocked && namingCrm(textIn(blockedText(blocked, { connection }), language), crmName),
    together,
  })
  return { toCrm: arrow(alone.toCrm, alone.toCrm !== null && both.toCrm === null), toErp: arrow(alone.toErp) }
}
