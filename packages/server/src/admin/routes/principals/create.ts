import { type Ceilings, type CreatePrincipalRequest, type FieldFault, operators } from '@keybrake/contract'
import { compileAllowlist, nearest } from '@keybrake/core'
import type { NewBudget } from '@keybrake/ledger'
import { newId } from '../../../ids.ts'
import { type AdminAnswer, invalid, json } from '../../answer.ts'
import { encodeCeilings } from '../../ceilings-text.ts'
import { newCredential } from '../../credential.ts'
import type { AdminParts } from '../../parts.ts'
import { principalAnswer } from '../../principal-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'

export const createPrincipal = route(
  operators.createPrincipal,
  async (call: AdminCall<CreatePrincipalRequest, unknown>, { actor }: Caller): Promise<AdminAnswer> => {
    const { parts, body, bodyText, at } = call
    const { ceilings } = body
    const faults = ceilings === null ? [] : ceilingFaults(parts, ceilings)
    if (faults.length > 0) return invalid(...faults)
    const id = newId('prn')
    const credential = newCredential()
    const ownBudget: NewBudget | null =
      ceilings === null || ceilings.dailyUsdCap === null
        ? null
        : {
            id: newId('bud'),
            kind: 'named',
            name: `issuer:${id}`,
            caps: { day: ceilings.dailyUsdCap },
            anchor: at,
            dayReset: { kind: 'anchored' },
            run: null,
          }
    const result = await parts.store.registry.createPrincipal(
      actor,
      {
        id,
        name: body.name,
        role: body.role,
        ceilings: ceilings === null ? null : encodeCeilings(bodyText),
        createdAt: at,
      },
      ownBudget,
      ceilings?.requiredBudgets ?? [],
      parts.keyring.mac(credential),
    )
    if (result.status === 'unknown_budget')
      return invalid({ pointer: '/ceilings/required_budgets', message: `there is no shared budget ${result.name}` })
    return json({ ...(await principalAnswer(parts, result.principal, at)), credential })
  },
)

/** A ceiling that names nothing would hold nothing up, or stop everything: both are mistakes to hear of now. */
function ceilingFaults(parts: AdminParts, ceilings: Ceilings): readonly FieldFault[] {
  const vendors = [...parts.adapters.keys()]
  const unknown = (field: string, given: readonly string[] | null, known: readonly string[]): readonly FieldFault[] =>
    (given ?? []).flatMap((name, index) => {
      if (known.includes(name)) return []
      const near = nearest(name, known)
      return [
        {
          pointer: `/ceilings/${field}/${index}`,
          message: `${name} is not known${near === null ? '' : `; did you mean ${near}?`}`,
        },
      ]
    })
  return [
    ...unknown('vendors', ceilings.vendors, vendors),
    ...unknown('connections', ceilings.connections, [...parts.connections.names()]),
    ...(ceilings.allowedEndpoints ?? []).flatMap((entry, index) => {
      const why = whyNoEntry(parts, entry)
      return why === null
        ? []
        : [{ pointer: `/ceilings/allowed_endpoints/${index}`, message: `${JSON.stringify(entry)}: ${why}` }]
    }),
  ]
}

/** Null where the entry means something to at least one vendor. */
function whyNoEntry(parts: AdminParts, entry: string): string | null {
  let why = 'no vendor is known'
  for (const adapter of parts.adapters.values()) {
    const compiled = compileAllowlist(
      [entry],
      adapter.operations.map(({ name }) => name),
    )
    if (compiled.ok) return null
    why = compiled.why
  }
  return why
}
