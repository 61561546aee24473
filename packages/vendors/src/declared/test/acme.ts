/** The tests' own vendor, and what a call of it says. */
import { readFileSync } from 'node:fs'
import type { Method } from '@keybrake/core'
import { contextOf, type FixtureRequest, readRequestOf } from '../../../conformance/fixture.ts'
import type { Price, VendorAdapter } from '../../adapter.ts'
import { loadDefinition } from '../load.ts'

export const ACME = readFileSync(`${import.meta.dirname}/acme.yaml`, 'utf8')

/** @param change makes another vendor of the text */
export function acmeWith(change: (text: string) => string = (same) => same): VendorAdapter {
  const loaded = loadDefinition(change(ACME))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.adapter
}

export const acme = acmeWith()

export function priceOf(stated: FixtureRequest, settings: Record<string, string> = {}, adapter = acme): Price {
  const request = readRequestOf(stated)
  const operation = adapter.operation(request.method, request.product, request.path)
  return adapter.price(operation, request, contextOf('acme', { settings }))
}

export const nameAt = (method: Method, path: string, product = 'api'): string | null =>
  acme.operation(method, product, path)?.name ?? null
