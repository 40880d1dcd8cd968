// The engine's part of the HTTP API: one contract for each of its subjects.
export * from './monitor/contract.ts'
