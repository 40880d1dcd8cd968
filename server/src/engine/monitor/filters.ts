import { z } from '../../contract.ts'

// What the lists of the monitor are searched by.

export const connectionId = z.coerce.number().int().positive().optional()
export const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => /^(19|2\d)\d\d-/.test(text))
  .optional()
// The database holds no NUL, so nothing that is stored has one.
export const words = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !text.includes('\0'))
  .optional()
export const limit = z.coerce.number().int().min(1).max(200).default(50)
