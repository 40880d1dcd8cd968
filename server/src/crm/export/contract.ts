import { recordType, route, z } from '../../contract.ts'
import { listQuery } from '../search/contract.ts'

const file = { schema: z.string().openapi({ type: 'string', format: 'binary' }) }

export const exportRecords = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/export',
  summary: 'A list as CSV or XLSX, with its filters, columns and order',
  description:
    'Holds the records that were on the list when it was asked for, each as it is when its turn comes.',
  request: {
    params: z.object({ recordType }),
    query: listQuery.extend({ format: z.enum(['csv', 'xlsx']).default('xlsx') }),
  },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': file,
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': file,
      },
    },
  },
})
