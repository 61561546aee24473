/** For the tests of programs that use this package. */
export { FakeKeybrake, type FakeOptions } from './fake.ts'
export type { Executed } from './state.ts'
export type { FakeCall } from './vendors.ts'
