/** Links that sign in without the credential being typed: each works once, for a short time, in the process that printed it. */
import { createHash, randomBytes } from 'node:crypto'
import type { Instant } from '@keybrake/core'

export const LINK_MS_MAX = 15 * 60_000

interface Link {
  readonly credentialMac: string
  readonly until: number
}

export class SignInLinks {
  /** By hash: what can be seen of the memory opens nothing. */
  readonly #links = new Map<string, Link>()

  /** Returns what follows `#link=`. In the fragment: browsers send it to nobody, so it stands in no server's log. */
  make(credentialMac: string, at: Instant): string {
    const token = randomBytes(32).toString('base64url')
    this.#links.set(hashOf(token), { credentialMac, until: at + LINK_MS_MAX })
    return token
  }

  /** What is stored of the credential it stands for; null where it was used, is too old, or was never made here. */
  take(token: string, at: Instant): string | null {
    const hash = hashOf(token)
    const link = this.#links.get(hash)
    this.#links.delete(hash)
    return link === undefined || at >= link.until ? null : link.credentialMac
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64')
