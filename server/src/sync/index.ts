export * from './activation.ts'
export * from './automatic.ts'
export * from './base.ts'
export { isPutBack } from './begin.ts'
export * from './begin-as-is.ts'
export {
  type Conflict,
  type FieldError,
  MOST_ROUNDS,
  type Names,
  type Reason,
  type Warning,
} from './carry-out.ts'
export * from './compatible.ts'
export * from './convert.ts'
export * from './decide.ts'
export * from './difference.ts'
export * from './mapping.ts'
export * from './new-actor.ts'
export * from './order.ts'
export * from './pace.ts'
export * from './plan.ts'
export * from './resync.ts'
export * from './retry.ts'
export * from './rounds.ts'
export {
  type Found,
  foundAmong,
  type Lookout,
  resembles,
  type ToldField,
  textsToLookFor,
} from './same-actor.ts'
export * from './suspicion.ts'
export * from './undo.ts'
export * from './value.ts'
