/**
 * The keys derived from the master key: one per purpose (HKDF-SHA-256), so that none can stand in for another.
 * Bearers are stored as HMACs under a pepper that is not in the database: whoever can write the database still cannot
 * insert a credential that works.
 */
import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'
import { formatVaultKey, type Instant, toBase62 } from '@keybrake/core'
import { withRandomBytes } from './random-pool.ts'

const LOOKUP_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Enough for the milliseconds of the next six thousand years, and, behind them, for 10^14 keys in each. */
const LOOKUP_TIME_CHARS = 8
const LOOKUP_CHANCE_CHARS = 8

export interface VaultKeyText {
  readonly bearer: string
  readonly lookup: string
}

export class Keyring {
  /** Encrypts vendor secrets; see envelope.ts. */
  readonly sealing: KeyObject
  /** Encrypts vendors' answers that are kept for repeats; see call/stored-answer.ts. */
  readonly answers: KeyObject
  /** Encrypts what a browser keeps of its session; see dashboard/session-cookie.ts. */
  readonly sessions: KeyObject
  /** Signs audit checkpoints. */
  readonly checkpoint: Buffer
  readonly #pepper: KeyObject
  readonly #derivation: KeyObject
  readonly #reference: KeyObject
  readonly #check: KeyObject

  constructor(masterKey: Buffer) {
    const derive = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', masterKey, '', `keybrake/${purpose}/v1`, 32))
    const keyFor = (purpose: string): KeyObject => createSecretKey(derive(purpose))
    this.sealing = keyFor('seal')
    this.answers = keyFor('answers')
    this.sessions = keyFor('sessions')
    this.checkpoint = derive('checkpoint')
    this.#pepper = keyFor('pepper')
    this.#derivation = keyFor('vault-key')
    this.#reference = keyFor('reference')
    this.#check = keyFor('check')
  }

  /** What is stored of a bearer or an admin credential: HMAC-SHA-256, base64url. */
  mac(bearer: string): string {
    return createHmac('sha256', this.#pepper).update(bearer).digest('base64url')
  }

  /** Compares a presented bearer with a stored mac in constant time. */
  matches(bearer: string, mac: string): boolean {
    const given = Buffer.from(this.mac(bearer))
    const stored = Buffer.from(mac)
    return given.length === stored.length && timingSafeEqual(given, stored)
  }

  /**
   * The public part begins with the time of issue, so that keys of one time stand side by side in the index by which they are
   * looked up: were it all chance, each new key would change a page of its own there.
   */
  randomVaultKey(at: Instant): VaultKeyText {
    return withRandomBytes(LOOKUP_CHANCE_CHARS + 32, (bytes) =>
      vaultKeyText(
        timeText(at) + lookupText(bytes.subarray(0, LOOKUP_CHANCE_CHARS)),
        bytes.subarray(LOOKUP_CHANCE_CHARS),
      ),
    )
  }

  /** The same bearer for the same key id, so that a repeated issue can show it again although it is stored nowhere. */
  deriveVaultKey(keyId: string): VaultKeyText {
    const part = (name: string): Buffer => createHmac('sha256', this.#derivation).update(`${name}\0${keyId}`).digest()
    return vaultKeyText(lookupText(part('lookup').subarray(0, 16)), part('secret'))
  }

  /** Tells two secrets apart without keeping either: the identity of "vendor account and mode" for idempotency. */
  reference(text: string): string {
    return createHmac('sha256', this.#reference).update(text).digest('base64url')
  }

  /** Stored once, compared at each start: a wrong master key is refused before it can do harm. */
  checkValue(): string {
    return createHmac('sha256', this.#check).update('keybrake').digest('base64url')
  }
}

const vaultKeyText = (lookup: string, secret: Buffer): VaultKeyText => ({
  bearer: formatVaultKey(lookup, secret),
  lookup,
})

function lookupText(bytes: Buffer): string {
  let text = ''
  // 256 is no multiple of 62: the slight bias does not matter for a public look-up part.
  for (const byte of bytes) text += LOOKUP_ALPHABET[byte % 62] as string
  return text
}

let lastAt = -1
let lastText = ''

/** Milliseconds as text that sorts like them. Many keys are issued in one. */
function timeText(at: Instant): string {
  if (at !== lastAt) {
    lastAt = at
    lastText = toBase62(BigInt(at), LOOKUP_TIME_CHARS)
  }
  return lastText
}
