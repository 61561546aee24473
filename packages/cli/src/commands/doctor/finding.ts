/** What a check found, and what to do about it. */
export interface Finding {
  readonly check: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly found: string
  /** Null where nothing needs mending. */
  readonly fix: string | null
}

export const ok = (check: string, found: string): Finding => ({ check, status: 'ok', found, fix: null })
export const warn = (check: string, found: string, fix: string): Finding => ({ check, status: 'warn', found, fix })
export const fail = (check: string, found: string, fix: string): Finding => ({ check, status: 'fail', found, fix })

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
