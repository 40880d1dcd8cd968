// The engine's part of the HTTP API: one contract for each of its subjects.
export * from './comparison/contract.ts'
export * from './create/contract.ts'
export * from './import/contract.ts'
export * from './long-work/contract.ts'
export * from './monitor/contract.ts'
export * from './protection/contract.ts'
export * from './undo/contract.ts'
