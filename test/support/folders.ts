/** Data folders that outlive a start: kept until the test file ends. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

export interface Folders {
  readonly root: string
  /** The path of a folder that does not exist yet. */
  readonly next: () => string
}

export async function foldersOf(name: string): Promise<Folders> {
  const root = await mkdtemp(join(tmpdir(), `keybrake-${name}-`))
  after(() => rm(root, { recursive: true, force: true }))
  let made = 0
  return { root, next: () => join(root, `data-${++made}`) }
}
