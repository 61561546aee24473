/** What cannot run on this machine is skipped where everybody sees it, and is a failure in CI. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

export function leftOut(what: string, why: string): void {
  const inCi = process.env['CI'] === 'true'
  process.stdout.write(`\n*** LEFT OUT: ${what}. ${why}\n${inCi ? '*** With CI=true that is a failure.\n' : ''}\n`)
  test(`${what} can run here`, { skip: inCi ? false : why }, () => assert.fail(why))
}
