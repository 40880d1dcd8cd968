// The routes of this area. What each takes and gives stands beside the routes of the same name.
export * from './attention-contract.ts'
export * from './engine-contract.ts'
export * from './explain-contract.ts'
export * from './history-contract.ts'
