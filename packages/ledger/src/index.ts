export * from './ledger.ts'
export * from './entry.ts'
export * from './audit.ts'
export * from './store.ts'
