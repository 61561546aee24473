import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

/** Writes a file that only its owner can read, and syncs it: a secret that was shown must survive a power cut. */
export function writePrivateFile(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
