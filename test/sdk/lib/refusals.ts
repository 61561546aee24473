/** Each family of refusals, as the operator brings it about: a key that the next call of an SDK is refused for. */
import assert from 'node:assert/strict'
import { type Code, formatVaultKey } from '@keybrake/core'
import type { Admin, Json } from '../../support/admin.ts'
import { underBrake } from '../../support/stage.ts'
import type { Sdk } from './sdks.ts'

export interface RefusalCase {
  readonly code: Code
  /** As it stands in the name of the test. */
  readonly what: string
  /** What the message must tell whoever reads it. */
  readonly says: RegExp
  /** Arranges it, and undoes what is not the key's own once `work` is done. */
  readonly arrange: (scene: RefusalScene, work: (vaultKey: string) => Promise<void>) => Promise<void>
}

export interface RefusalScene {
  readonly admin: Admin
  readonly sdk: Sdk
  /** The product's origin. */
  readonly origin: string
}

const issue = ({ admin, sdk }: RefusalScene, fields: Json = {}) =>
  admin.issue({ vendor: sdk.vendor, total_usd_cap: 100, ...fields })

export const REFUSALS: readonly RefusalCase[] = [
  {
    code: 'cap_exhausted',
    what: 'the cap',
    says: /^Spend cap reached: 0 of 0 USD/,
    arrange: async (scene, work) => work((await issue(scene, { total_usd_cap: 0 })).vault_key),
  },
  {
    code: 'key_revoked',
    what: 'a revoked key',
    says: /revoked/,
    arrange: async (scene, work) => {
      const key = await issue(scene)
      const { status } = await scene.admin.request('DELETE', `/vault/keys/${key.id}`)
      assert.equal(status, 200)
      await work(key.vault_key)
    },
  },
  {
    code: 'invalid_key',
    what: 'a key this proxy never issued',
    says: /not a vault key/,
    arrange: (_scene, work) => work(formatVaultKey('neverIssuedByUs0', new Uint8Array(32))),
  },
  {
    code: 'endpoint_not_allowed',
    what: 'the allowlist',
    says: /may not call POST/,
    arrange: async (scene, work) =>
      work((await issue(scene, { allowed_endpoints: [scene.sdk.otherEndpoint] })).vault_key),
  },
  {
    code: 'brake_engaged',
    what: 'the brake',
    says: /odd refunds/,
    arrange: async (scene, work) => {
      const { vault_key } = await issue(scene)
      await underBrake(scene.admin, { vendor: scene.sdk.vendor, reason: 'odd refunds' }, () => work(vault_key))
    },
  },
  {
    code: 'rate_limited',
    what: 'a rate that is used up',
    says: /rate/i,
    arrange: async (scene, work) => {
      const { vault_key } = await issue(scene, { rate_limit: '1/h' })
      const first = await fetch(scene.origin + scene.sdk.freeRead, {
        headers: { authorization: `Bearer ${vault_key}` },
      })
      assert.equal(first.headers.get('keybrake-code'), null, await first.text())
      await work(vault_key)
    },
  },
]
