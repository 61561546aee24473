/** Public test data that is not part of this repository: `../shared` beside it. Where it is absent, the test says so loudly. */
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const SHARED = `${import.meta.dirname}/../../../../shared`

/** @param file below `shared`, e.g. `data/fx-usd.json` */
export function testWithData(name: string, file: string, judge: (bytes: Buffer) => void): void {
  const path = `${SHARED}/${file}`
  if (existsSync(path)) {
    test(name, () => judge(readFileSync(path)))
    return
  }
  process.stdout.write(`\n*** LEFT OUT: "${name}": ../shared/${file} is absent\n\n`)
  if (process.env.CI === 'true') test(name, () => Promise.reject(new Error(`../shared/${file} is absent`)))
  else test(name, { skip: `../shared/${file} is absent` }, () => undefined)
}
