/**
 * What is secret, at rest: AES-256-GCM under a fresh data key, which is wrapped under a key of the keyring. What it belongs to
 * (for a vendor secret the connection's name) is bound in as associated data, so an envelope moved to another row does not open.
 *
 * Layout: version (1) ‖ nonce (12) ‖ wrapped data key (32 + 16) ‖ nonce (12) ‖ ciphertext ‖ tag (16).
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** A cut tag would open too, and be guessed sooner. */
const WHOLE_TAG = { authTagLength: TAG_BYTES }
const WRAPPED_BYTES = NONCE_BYTES + 32 + TAG_BYTES

export const seal = (sealingKey: KeyObject, connection: string, plaintext: string): Uint8Array =>
  sealBytes(sealingKey, secretOf(connection), Buffer.from(plaintext, 'utf8'))

/** Throws where the envelope was made for another connection, under another master key, or was changed. */
export const open = (sealingKey: KeyObject, connection: string, envelope: Uint8Array): string =>
  openBytes(sealingKey, secretOf(connection), envelope).toString('utf8')

const secretOf = (connection: string): string => `keybrake/connection-secret/${connection}`

/** @param belongsTo what it is and whose; the same is needed to open it */
export function sealBytes(sealingKey: KeyObject, belongsTo: string, plaintext: Buffer): Uint8Array {
  const dataKey = randomBytes(32)
  const context = Buffer.from(belongsTo, 'utf8')
  const wrapped = encrypt(sealingKey, dataKey, context)
  const body = encrypt(createSecretKey(dataKey), plaintext, context)
  dataKey.fill(0)
  return Buffer.concat([Buffer.of(VERSION), wrapped, body])
}

export function openBytes(sealingKey: KeyObject, belongsTo: string, envelope: Uint8Array): Buffer {
  const bytes = Buffer.from(envelope)
  if (bytes[0] !== VERSION) throw new Error('unknown envelope version')
  const context = Buffer.from(belongsTo, 'utf8')
  const dataKey = decrypt(sealingKey, bytes.subarray(1, 1 + WRAPPED_BYTES), context)
  const plaintext = decrypt(createSecretKey(dataKey), bytes.subarray(1 + WRAPPED_BYTES), context)
  dataKey.fill(0)
  return plaintext
}

function encrypt(key: KeyObject, plaintext: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, WHOLE_TAG).setAAD(context)
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: KeyObject, bytes: Buffer, context: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), WHOLE_TAG).setAAD(context)
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES)), decipher.final()])
}
