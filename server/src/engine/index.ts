export type { EngineParts, Step } from './parts.ts'
export { type PassOptions, type PassResult, runPass } from './pass.ts'
