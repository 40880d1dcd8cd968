import type { Value } from '@koppel/sdk'
import { actorType, z } from '../../contract.ts'
import { resyncOptions } from './resync-options.ts'

/** What a preview shows the plan of. */
export const previewOptions = z.discriminatedUnion('of', [
  /** The next pass, as if every link were looked at: before a connection is activated. */
  z.object({ of: z.literal('activation') }),
  resyncOptions.extend({ of: z.literal('resync'), target: z.enum(['crm', 'erp']) }),
  /** The mapping of one actor type as it is proposed, and not saved. */
  z.object({
    of: z.literal('mapping'),
    actorType,
    start: z.enum(['erp', 'crm', 'ask', 'asIs']).default('erp'),
    fields: z
      .array(
        z.object({
          key: z.string(),
          crmField: z.string().nullable(),
          toCrm: z.boolean(),
          toErp: z.boolean(),
          conflictRule: z.enum(['newest', 'erp', 'crm', 'ask']),
          keepOnBlank: z.boolean(),
        }),
      )
      .max(5_000),
  }),
])
export type PreviewOptions = z.output<typeof previewOptions>

/** What would happen to one field. */
export interface FieldPreview {
  readonly actorType: string
  readonly erpField: string
  readonly crmField: string
  /** Values that would be written to each side, and how many of those are blanks over a value. */
  toCrm: number
  toErp: number
  blankInCrm: number
  blankInErp: number
  /** Values that would be a conflict, and those that do not fit the other side. */
  conflicts: number
  misfits: number
  readonly examples: PreviewExample[]
}

export interface PreviewExample {
  readonly recordId: number
  readonly kind: 'toCrm' | 'toErp' | 'conflict' | 'misfit'
  readonly erp: Value
  readonly crm: Value
  /** What the target would hold; null also for what is not written. */
  readonly after: Value
}

export interface PreviewResult {
  /** Links looked at; those that are held, broken, or of a type that is not synchronised are skipped. */
  links: number
  skipped: number
  /** The ERP no longer has these actors: their links would break. */
  missing: number
  /** Links that could not be planned. */
  failed: number
  /** Links of which something would be written to the CRM, to the ERP, and those with a conflict. */
  toCrm: number
  toErp: number
  conflicts: number
  readonly fields: FieldPreview[]
}
