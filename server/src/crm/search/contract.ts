import { answers, recordType, route, time, value, z } from '../../contract.ts'

const field = z.string().max(100).describe('Key of a column')
const text = z.string().max(200)
const decimal = z
  .string()
  .max(40)
  .regex(/^-?\d+(\.\d+)?$/)
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z)?$/)
  .describe('A date, or an instant in UTC')
const linkState = z.enum(['inSync', 'waiting', 'conflict', 'failed', 'held'])

/** What must be true of a record on the list. */
export const listFilter = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      field,
      operator: z.enum(['contains', 'begins', 'is']),
      value: text.min(1),
    }),
    z.object({
      kind: z.literal('list'),
      field,
      items: z
        .array(z.string().regex(/^\d{1,15}$/))
        .min(1)
        .max(200)
        .describe('Keys of list items: one of these'),
    }),
    z.object({ kind: z.literal('number'), field, from: decimal.optional(), to: decimal.optional() }),
    z.object({
      kind: z.literal('date'),
      field,
      from: moment.optional(),
      to: moment.optional().describe('This day or instant included'),
      days: z.int().min(1).max(36_500).optional().describe('In the last so many days'),
    }),
    z.object({ kind: z.literal('checkbox'), field, checked: z.boolean() }),
    z.object({ kind: z.literal('blank'), field, blank: z.boolean() }),
    z.object({
      kind: z.literal('link'),
      connectionId: z.int().positive().optional().describe('Only of this connection'),
      state: z.enum(['any', 'none', ...linkState.options]),
    }),
    z.object({ kind: z.literal('selection'), id: z.int().positive() }),
    z.object({ kind: z.literal('deleted') }),
  ])
  .openapi('ListFilter')
export type ListFilter = z.infer<typeof listFilter>

export const sortKey = z.enum(['title', 'city', 'company', 'number', 'endDate', 'updatedAt'])

/** How a list is looked at; all of it can be left out. */
export const listView = z
  .object({
    q: z.string().max(200).optional(),
    filters: z.array(listFilter).max(20).optional(),
    sort: sortKey.optional(),
    order: z.enum(['asc', 'desc']).optional(),
    columns: z.array(field).min(1).max(100).optional(),
  })
  .openapi('ListView')
export type ListView = z.infer<typeof listView>

// In an address, filters are JSON and columns a list with commas.
function parsed(json: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(json)
  } catch {
    context.addIssue({ code: 'custom', message: 'Not JSON' })
    return z.NEVER
  }
}

/** The questions a list is asked, in an address. */
export const listQuery = z.object({
  q: z
    .string()
    .max(200)
    .default('')
    .describe(
      'Every word must occur in name, number, e-mail, phone, city, VAT number or a user-defined text',
    ),
  filters: z
    .string()
    .max(10_000)
    .default('[]')
    .transform(parsed)
    .pipe(z.array(listFilter).max(20))
    .openapi({ type: 'string', description: 'JSON: an array of ListFilter; all must be true' }),
  companyId: z.coerce.number().int().positive().optional(),
  sort: sortKey.default('title').describe('The orders a type has not are taken for `title`'),
  order: z.enum(['asc', 'desc']).default('asc'),
  columns: z
    .string()
    .max(5_000)
    .default('')
    .transform((keys) => (keys === '' ? [] : keys.split(',')))
    .openapi({
      type: 'string',
      description: 'Keys of columns with commas; empty: those a list has by itself',
    }),
})
export type ListQuery = z.infer<typeof listQuery>

export const recordRow = z
  .object({
    id: z.int(),
    title: z.string(),
    company: z.object({ id: z.int(), name: z.string() }).nullable(),
    values: z.record(z.string(), value).describe('By key of the column; a list item by its name'),
    link: linkState
      .nullable()
      .describe(
        'The state that needs attention most, of its links in connections of this user; null: not linked',
      ),
    updatedAt: time,
    deletedAt: time.nullable(),
  })
  .openapi('RecordRow')

const place = z.string().max(2_000).optional()

export const listRecords = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}',
  summary: 'A page of companies, persons or projects',
  description:
    'A page goes on where the last one ended: `after` is the `next` of that page, `before` the `previous`. ' +
    'A list is not counted to the end: with `more`, there are more than `total`.',
  request: {
    params: z.object({ recordType }),
    query: listQuery.extend({
      after: place,
      before: place,
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: answers(
    z.object({
      rows: z.array(recordRow),
      total: z.int(),
      more: z.boolean(),
      next: z.string().nullable(),
      previous: z.string().nullable(),
    }),
  ),
})

export const listColumn = z
  .object({
    key: z.string(),
    label: z.string(),
    type: z.enum(['text', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime', 'company', 'link']),
    sort: sortKey.nullable(),
    preset: z.boolean(),
    items: z.array(z.object({ key: z.string(), name: z.string(), inactive: z.boolean() })).nullable(),
  })
  .openapi('ListColumn')

export const readColumns = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/columns',
  summary: 'The columns a list can have and be filtered by, and the connections of this user',
  request: { params: z.object({ recordType }) },
  responses: answers(
    z.object({
      columns: z.array(listColumn),
      connections: z.array(z.object({ id: z.int(), name: z.string() })),
    }),
  ),
})
