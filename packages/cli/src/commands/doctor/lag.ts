/** Whether what is read keeps up with what is answered: the audit log with the ledger, this process with those that share its ledger. */
import type { Keybrake, Status } from '@keybrake/client'
import { type Finding, ok, warn } from './finding.ts'

/** A second is how long the log waits for more to come, while nobody asks it. */
const CAUGHT_UP_MS_MAX = 2_000
/** Some seconds' worth of a busy database. */
const BEHIND_MAX = 2_000

export async function checkLag(client: Keybrake): Promise<readonly Finding[]> {
  const { ledger, audit } = await client.system.status()
  return [
    ...(audit === null ? [] : [auditFinding(audit)]),
    ...(ledger.replica === null ? [] : [replicaFinding(ledger.replica)]),
  ]
}

export function auditFinding({ behind, caught_up_ms: ms }: NonNullable<Status['audit']>): Finding {
  const found = `caught up in ${ms} ms${behind === null || behind === 0 ? '' : `, from ${behind} commits behind`}`
  return ms > CAUGHT_UP_MS_MAX
    ? warn('audit log', found, 'questions wait so long: see whether its disk or CPU is busy with something else')
    : ok('audit log', found)
}

export function replicaFinding({ behind }: NonNullable<Status['ledger']['replica']>): Finding {
  if (behind === null)
    return warn('shared log', 'the database could not be asked how far it is', 'check KEYBRAKE_DATABASE_URL')
  const found = behind === 0 ? 'nothing of other processes is missing' : `${behind} commits of other processes behind`
  return behind > BEHIND_MAX
    ? warn('shared log', found, 'commits come faster than this process takes them in: give it CPU and a faster disk')
    : ok('shared log', found)
}
