/** The vendors of this process: those that come with it, and those that the operator's own files declare. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionRecord } from '@keybrake/ledger'
import type { VendorAdapter } from '@keybrake/vendors'
import { faultText, loadDefinition } from '@keybrake/vendors/declared'
import { ADMIN_SEGMENTS } from '../call/route.ts'
import { SetupError } from '../setup-error.ts'

/** More faults than a person mends at once are not told. */
const FAULTS_SHOWN_MAX = 10

type Adapters = ReadonlyMap<string, VendorAdapter>

/**
 * @param dir `KEYBRAKE_VENDORS_DIR`; null for the shipped ones alone
 * @throws SetupError naming file, line, column and field of what is wrong
 */
export function withOwnVendors(shipped: Adapters, dir: string | null): Adapters {
  if (dir === null) return shipped
  const all = new Map(shipped)
  const faults: string[] = []
  for (const file of definitionFiles(dir)) {
    const path = join(dir, file)
    const loaded = loadDefinition(readText(path))
    if (!loaded.ok) faults.push(...loaded.faults.map((fault) => faultText(path, fault)))
    else {
      const why = whyNotBeside(loaded.adapter, all)
      if (why === null) all.set(loaded.adapter.vendor, loaded.adapter)
      else faults.push(faultText(path, { line: 1, column: 1, field: 'vendor', message: why }))
    }
  }
  if (faults.length === 0) return all
  const more = faults.length > FAULTS_SHOWN_MAX ? [`… and ${faults.length - FAULTS_SHOWN_MAX} more`] : []
  throw new SetupError(['KEYBRAKE_VENDORS_DIR:', ...faults.slice(0, FAULTS_SHOWN_MAX), ...more].join('\n  '))
}

function definitionFiles(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
      .filter((file) => /\.ya?ml$/.test(file))
      .sort()
  } catch (error) {
    throw new SetupError(`KEYBRAKE_VENDORS_DIR: cannot read ${dir} (${codeOf(error)})`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SetupError(`KEYBRAKE_VENDORS_DIR: cannot read ${path} (${codeOf(error)})`)
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'error'

/** Names stand first in paths and hosts: one name must not mean two things (SPEC section 4). */
function whyNotBeside(own: VendorAdapter, others: Adapters): string | null {
  const { vendor, origins, roots } = own
  if (others.has(vendor)) return `${vendor} is a vendor already`
  if (ADMIN_SEGMENTS.has(vendor)) return `${vendor} is a path of the admin API`
  if (/^v[0-9]+$/.test(vendor)) return `${vendor} is how vendors name their API versions`
  for (const other of others.values()) {
    if (other.roots.includes(`/${vendor}`)) return `${vendor} is a path of ${other.vendor}`
    if (Object.hasOwn(other.origins, vendor)) return `${vendor} is a product of ${other.vendor}`
    if (Object.hasOwn(origins, other.vendor)) return `its product ${other.vendor} is a vendor`
    if (roots.includes(`/${other.vendor}`)) return `its paths begin with /${other.vendor}, which is a vendor`
  }
  if (Object.hasOwn(origins, vendor)) return `its product ${vendor} has the vendor’s name`
  return roots.includes(`/${vendor}`) ? `its paths begin with /${vendor}, the name of its default connection` : null
}

/**
 * A connection whose vendor no file declares any more could not be judged.
 *
 * @throws SetupError naming it
 */
export function checkVendorsKnown(connections: readonly ConnectionRecord[], adapters: Adapters): void {
  const orphan = connections.find(({ vendor, deletedAt }) => deletedAt === null && !adapters.has(vendor))
  if (orphan !== undefined)
    throw new SetupError(
      `KEYBRAKE_VENDORS_DIR: the connection ${orphan.name} is of the vendor ${orphan.vendor}, which no file there declares`,
    )
}
