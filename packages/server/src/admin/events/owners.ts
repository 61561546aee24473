/** Outcomes name only their call: whose it was is remembered from its admission or refusal. */
import type { EventKind } from '@keybrake/contract'

const OWNERS_MAX = 20_000

export class Owners {
  readonly #byCall = new Map<string, string>()

  get(callId: string): string | null {
    return this.#byCall.get(callId) ?? null
  }

  set(callId: string, principalId: string): void {
    if (this.#byCall.size >= OWNERS_MAX) this.#byCall.delete(this.#byCall.keys().next().value as string)
    this.#byCall.set(callId, principalId)
  }

  clear(): void {
    this.#byCall.clear()
  }
}

/** The principal an event belongs to. One that is not known is shown to nobody who may see only their own. */
export function ownerOf(kind: EventKind, entry: Readonly<Record<string, unknown>>, owners: Owners): string | null {
  if (kind === 'admin') return typeof entry.principal === 'string' ? entry.principal : null
  const id = typeof entry.id === 'string' ? entry.id : ''
  const named = (entry.f as Readonly<Record<string, unknown>> | undefined)?.principal
  if (typeof named !== 'string') return owners.get(id)
  owners.set(id, named)
  return named
}
