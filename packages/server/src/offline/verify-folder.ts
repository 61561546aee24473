import type { VerifyReport } from '@keybrake/ledger'
import { readConfig } from '../config.ts'
import { openBooks } from './open-books.ts'

/**
 * Recomputes the audit log of a Keybrake that does not run, and every counter of its ledger.
 *
 * @param argv as of a start: `--config <file>`
 * @throws SetupError
 */
export async function verifyFolder(
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): Promise<VerifyReport> {
  const books = await openBooks(readConfig(environment, argv))
  try {
    const report = await books.store.audit.verify()
    if (!report.ok) return report
    const [wrong] = await books.store.ledger.verify()
    if (wrong === undefined) return report
    const { budgetId, window, stored, recomputed } = wrong
    return {
      ...report,
      ok: false,
      fault: `the ${window} counter of ${budgetId} is ${stored}, its holds make ${recomputed}`,
    }
  } finally {
    await books.close()
  }
}
