import { answers, body, recordType, route, values, z } from '../../contract.ts'

export const matchKey = z.enum(['number', 'vatNo', 'email', 'nameAndZip', 'phone', 'name', 'nearName'])

export const findDuplicates = route({
  access: 'user',
  method: 'post',
  path: '/records/{recordType}/duplicates',
  summary: 'Records that what is being typed may be a double of, the likeliest first',
  request: {
    params: z.object({ recordType }),
    body: body(
      z.object({
        fields: values.describe('What is compared'),
        companyId: z.int().positive().nullable().default(null),
        except: z.int().positive().optional().describe('The record that is being edited'),
      }),
    ),
  },
  responses: answers(
    z.array(
      z.object({
        id: z.int(),
        title: z.string(),
        company: z.string().nullable(),
        number: z.string().nullable(),
        city: z.string().nullable(),
        keys: z.array(matchKey).describe('Why it may be the same, the surest first'),
      }),
    ),
  ),
})
