/** What every store must do, as suites that take a way to open one. */
export { auditConformance } from './audit.ts'
export { moneyConformance } from './money.ts'
export { registryConformance } from './registry.ts'
