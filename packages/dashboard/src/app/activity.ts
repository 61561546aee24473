/** Tells the server now and then that someone is here: a session ends by idleness, and reading along is not idle. */
import { loadSession } from '../api/session.ts'

const TOLD_EVERY_MS = 300_000

/** @returns what ends it */
export function keepSessionAwake(): () => void {
  let toldAt = Date.now()
  const onActivity = (): void => {
    if (Date.now() - toldAt < TOLD_EVERY_MS) return
    toldAt = Date.now()
    // Where the server can't be reached, the event stream notices and says so.
    loadSession().catch(() => undefined)
  }
  document.addEventListener('pointerdown', onActivity)
  document.addEventListener('keydown', onActivity)
  return () => {
    document.removeEventListener('pointerdown', onActivity)
    document.removeEventListener('keydown', onActivity)
  }
}
