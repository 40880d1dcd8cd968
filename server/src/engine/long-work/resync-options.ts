import { actorType, z } from '../../contract.ts'

/** Which links a resync goes through, and whether blanks overwrite. */
export const resyncOptions = z.object({
  actorType: actorType.optional().describe('Only links of this type'),
  linkIds: z.array(z.int().positive()).min(1).max(1_000).optional().describe('Only these links'),
  blanks: z
    .boolean()
    .default(false)
    .describe('Also overwrite with blanks, except fields that never take them'),
})
export type ResyncOptions = z.output<typeof resyncOptions>
