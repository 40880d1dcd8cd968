import { z } from '../../contract.ts'

/** Of links. The first four together are all that were compared. */
export const comparisonResult = z.object({
  same: z.int().describe('Alike in every field'),
  known: z.int().describe('In step, with differences that both sides agreed on or somebody wanted'),
  differing: z.int(),
  missing: z.int().describe('The actor is no longer in the ERP'),
  skipped: z.int().describe('Not compared: the record is in the bin, or its type is not synchronised'),
  missed: z
    .int()
    .describe('Changes nobody had told of, found by this comparison and carried over by the passes'),
})
export type ComparisonResult = z.output<typeof comparisonResult>

/** What can be repaired; what waits goes by itself. */
export const repairable = [
  'agreed',
  'deliberate',
  'missed',
  'conflict',
  'doesNotFit',
  'actorMissing',
] as const
