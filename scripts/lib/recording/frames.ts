/** What the screen showed, and for how long: the recording with long waits cut short. */
import type { Received, Size } from './shell.ts'
import { Screen, type Snapshot } from './screen.ts'

export interface Frame {
  readonly screen: Snapshot
  /** Since the beginning of the first, milliseconds. */
  readonly atMs: number
}

export interface Recording extends Size {
  readonly frames: readonly Frame[]
  readonly endMs: number
}

export interface Pace {
  /** A wait that is longer is shown as one of this length. */
  readonly waitMsMax: number
  /** What comes sooner after a frame than this is shown with it. */
  readonly frameMsMin: number
  /** How long the last frame stays. */
  readonly lastMs: number
}

export function recordingOf(received: readonly Received[], size: Size, pace: Pace): Recording {
  const screen = new Screen(size.rows, size.columns)
  const frames: Frame[] = []
  let atMs = 0
  let beforeMs = 0
  for (const { atMs: realMs, text } of received) {
    atMs += Math.min(realMs - beforeMs, pace.waitMsMax)
    beforeMs = realMs
    screen.write(text)
    const last = frames.at(-1)
    const isSoon = last !== undefined && atMs - last.atMs < pace.frameMsMin
    if (isSoon) frames.pop()
    frames.push({ screen: screen.snapshot(), atMs: isSoon ? last.atMs : atMs })
  }
  return { ...size, frames, endMs: atMs + pace.lastMs }
}
