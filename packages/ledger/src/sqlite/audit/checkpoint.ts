/**
 * The signed checkpoint: heads of all chains and the files there are, in `audit/checkpoint.json`. It finds what a file cannot
 * tell of itself: that its end, or all of it, is gone. Copies kept elsewhere make rewriting the log evident even to whom has the key.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Hash, isSigned, sign } from './chain.ts'

export interface ChainHead {
  readonly chain: string
  readonly seq: number
  readonly hash: Hash
}

export interface Checkpoint {
  readonly heads: readonly ChainHead[]
  /** Files from oldest to newest, with the last entry each held when this was written. */
  readonly files: readonly { readonly name: string; readonly seq: number; readonly hash: Hash }[]
  /** The last entry of what retention dropped: where `verify` starts. */
  readonly base: ChainHead | null
}

export const EMPTY: Checkpoint = { heads: [], files: [], base: null }

const FILE = 'checkpoint.json'

/** Returns the checkpoint, or in words why there is none that can be trusted. */
export function readCheckpoint(dir: string, key: Uint8Array): Checkpoint | string {
  const path = join(dir, FILE)
  if (!existsSync(path)) return 'the signed checkpoint is missing'
  try {
    const signed = JSON.parse(readFileSync(path, 'utf8')) as { readonly body: string; readonly mac: string }
    if (!isSigned(key, 'checkpoint', signed.body, Buffer.from(signed.mac, 'hex')))
      return 'the checkpoint’s signature is wrong'
    return JSON.parse(signed.body) as Checkpoint
  } catch {
    return 'the checkpoint cannot be read'
  }
}

/** Durable when it returns; a crash leaves the old one or the new one. */
export function writeCheckpoint(dir: string, key: Uint8Array, checkpoint: Checkpoint): void {
  const body = JSON.stringify(checkpoint)
  const path = join(dir, FILE)
  const file = openSync(`${path}.new`, 'w', 0o600)
  try {
    // All of it, or it throws: one that is cut short must not take the other's place.
    writeFileSync(file, JSON.stringify({ body, mac: Buffer.from(sign(key, 'checkpoint', body)).toString('hex') }))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
  syncDir(dir)
}

export function syncDir(dir: string): void {
  const handle = openSync(dir, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
