/** The declared vendors that come with the product: every file in `packages/vendors/definitions`. */
import { readdirSync, readFileSync } from 'node:fs'
import type { VendorAdapter } from '../adapter.ts'
import { faultText, loadDefinition } from './load.ts'

export const DEFINITIONS = `${import.meta.dirname}/../../definitions`

/** Throws where a file is wrong: a fault of ours, found by the first test that loads the module. */
export const shipped: readonly VendorAdapter[] = readdirSync(DEFINITIONS)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => {
    const loaded = loadDefinition(readFileSync(`${DEFINITIONS}/${file}`, 'utf8'))
    if (loaded.ok) return loaded.adapter
    throw new Error(loaded.faults.map((fault) => faultText(file, fault)).join('\n'))
  })
