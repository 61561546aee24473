/** Named moments of a call at which a crash drill may kill the process, as a power cut or `kill -9` would. */
export const CRASH_POINTS = [
  'before-admit',
  'after-admit',
  'after-send',
  'after-answer',
  'before-settle',
  'after-settle',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

export type Drill = (point: CrashPoint) => void

/** Does nothing unless the settings ask for a drill (`KEYBRAKE_DRILL=1`). */
export function drillFrom(crashAt: { readonly point: string; readonly pass: number } | null): Drill {
  if (crashAt === null) return () => undefined
  let passes = 0
  return (point) => {
    if (point !== crashAt.point) return
    passes++
    if (passes === crashAt.pass) process.kill(process.pid, 'SIGKILL')
  }
}
