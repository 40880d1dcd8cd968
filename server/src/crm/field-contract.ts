import { z } from '../contract.ts'

export const listItem = z.object({ key: z.string(), name: z.string(), inactive: z.boolean() })

export const crmField = z
  .object({
    key: z.string(),
    label: z.string(),
    type: z.enum(['text', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
    mandatory: z.boolean(),
    help: z.string().nullable(),
    maxLength: z.int().nullable(),
    decimals: z.int().nullable().describe('For a decimal: the digits it keeps after the point; null: all'),
    items: z.array(listItem).nullable().describe('For a list: its items in order'),
    section: z
      .enum(['main', 'contact', 'postalAddress', 'streetAddress', 'other', 'custom'])
      .describe('Where it stands on the card'),
    custom: z.boolean(),
  })
  .openapi('CrmField')
