/** File systems on which a sync is no promise, or a lock none: what was committed there may be gone after a power cut. */
import { statfsSync } from 'node:fs'

/** By the type that statfs tells. */
const DOUBTFUL: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021994, 'tmpfs, which a restart of the machine empties'],
])

/** What is doubtful about the file system of a folder, in words; null: nothing that is known of. */
export const doubtfulDisk = (folder: string): string | null => DOUBTFUL.get(statfsSync(folder).type) ?? null
