// The routes of this area. What each takes and gives stands where its screen is.
export * from './connection-contract.ts'
export * from './connector-contract.ts'
export * from './defaults-contract.ts'
export * from './mapping-contract.ts'
export * from './tab-contract.ts'
