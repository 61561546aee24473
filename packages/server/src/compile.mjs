/** Reads every module that the process and its threads are made of, and runs nothing: Node keeps what it compiled (start.mjs). */
await import('./main.ts')
// Says that it is no thread, when all that it needs is read.
await import('../../ledger/src/sqlite/audit/worker.ts').catch(() => undefined)
