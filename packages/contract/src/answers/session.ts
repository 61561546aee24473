/** Who is signed in to the dashboard, and at what. */
import { type Instant, toRfc3339 } from '@keybrake/core'
import { z } from 'zod'
import { ROLES } from '../requests/principals.ts'
import { timeField } from './shapes.ts'

const signedIn = z.object({
  signed_in: z.literal(true),
  principal: z.object({ id: z.string(), name: z.string(), role: z.enum(ROLES) }),
  idle_at: timeField.meta({ description: 'When it ends unless something is changed or this is read again.' }),
  expires_at: timeField.meta({ description: 'When it ends in any case.' }),
  server: z.object({
    version: z.string(),
    public_url: z.string(),
    ledger: z.enum(['sqlite', 'postgres']),
    sandbox: z.boolean().meta({ description: 'Simulated vendors are connected: no money moves there.' }),
    time: timeField,
  }),
})

export const sessionAnswer = z.union([signedIn, z.object({ signed_in: z.literal(false) })]).meta({ id: 'Session' })
export const signedInAnswer = signedIn
export const signedOutAnswer = z.object({ signed_in: z.literal(false) })

export type WireSession = z.infer<typeof signedIn>

export interface SessionFacts {
  readonly principal: WireSession['principal']
  readonly idleAt: Instant
  readonly expiresAt: Instant
  readonly version: string
  readonly publicUrl: string
  readonly ledger: WireSession['server']['ledger']
  readonly isSandbox: boolean
  readonly at: Instant
}

export const wireSession = (facts: SessionFacts): WireSession => ({
  signed_in: true,
  principal: facts.principal,
  idle_at: toRfc3339(facts.idleAt),
  expires_at: toRfc3339(facts.expiresAt),
  server: {
    version: facts.version,
    public_url: facts.publicUrl,
    ledger: facts.ledger,
    sandbox: facts.isSandbox,
    time: toRfc3339(facts.at),
  },
})
