import { answers, answersNothing, body, idParam, recordType, route, time, z } from '../../contract.ts'
import { listView } from '../search/contract.ts'

export const selection = z
  .object({
    id: z.int(),
    recordType,
    kind: z.enum(['view', 'records']).describe('A way to look at the list, or certain records'),
    name: z.string(),
    view: listView,
    records: z.int().nullable().describe('Of `records`: how many'),
    createdAt: time,
  })
  .openapi('Selection')

const name = z.string().trim().min(1).max(100)

export const listSelections = route({
  access: 'reader',
  method: 'get',
  path: '/selections',
  summary: 'Your saved selections of a list',
  request: { query: z.object({ recordType }) },
  responses: answers(z.array(selection)),
})

export const createSelection = route({
  access: 'reader',
  method: 'post',
  path: '/selections',
  summary: 'Save how you look at a list under a name',
  description: '409 `nameTaken` when you have one of this name.',
  request: { body: body(z.object({ recordType, name, view: listView })) },
  responses: answers(selection),
})

export const changeSelection = route({
  access: 'reader',
  method: 'patch',
  path: '/selections/{id}',
  summary: 'Rename a selection of yours, or save another view under its name',
  request: {
    params: idParam,
    body: body(z.object({ name: name.optional(), view: listView.optional() })),
  },
  responses: answers(selection),
})

export const deleteSelection = route({
  access: 'reader',
  method: 'delete',
  path: '/selections/{id}',
  summary: 'Delete a selection of yours; its records stay',
  request: { params: idParam },
  responses: answersNothing,
})

export const readListView = route({
  access: 'reader',
  method: 'get',
  path: '/list-views/{recordType}',
  summary: 'How you last looked at a list',
  request: { params: z.object({ recordType }) },
  responses: answers(listView),
})

export const saveListView = route({
  access: 'reader',
  method: 'put',
  path: '/list-views/{recordType}',
  summary: 'Keep how you look at a list',
  request: { params: z.object({ recordType }), body: body(listView) },
  responses: answersNothing,
})
