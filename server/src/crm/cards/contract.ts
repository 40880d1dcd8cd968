import { recordType, time, values, z } from '../../contract.ts'

export const record = z
  .object({
    id: z.int(),
    recordType,
    title: z.string().describe('Name of the company or project; full name of the person'),
    company: z.object({ id: z.int(), name: z.string() }).nullable().describe('Of a person or project'),
    fields: values.describe('Field key → value; list values are item keys'),
    version: z.int().describe('Send it back with a change'),
    createdAt: time,
    updatedAt: time,
    updatedBy: z
      .string()
      .nullable()
      .describe('Name of the user, or of the ERP connection that wrote it last'),
    deletedAt: time.nullable().describe('In the bin since; it can be read and restored, not changed'),
    mergedInto: z
      .object({ id: z.int(), title: z.string() })
      .nullable()
      .describe('The record that took its place'),
  })
  .openapi('Record')
