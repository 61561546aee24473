/** A whole terminal to draw on, and given back as it was. */
import type { Streams } from '../../output/output.ts'

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const CTRL_C = '\u0003'

export interface Screen {
  readonly rows: number
  draw(lines: readonly string[]): void
  close(): void
}

/** @param onKey each key as it is pressed; Ctrl-C comes as `interrupt` */
export function openScreen({ stdin, stdout }: Streams, onKey: (key: string) => void, onResize: () => void): Screen {
  const listen = (data: Buffer): void => {
    for (const key of String(data)) onKey(key === CTRL_C ? 'interrupt' : key)
  }
  stdout.write(ENTER)
  stdin.setRawMode(true)
  stdin.on('data', listen).resume()
  stdout.on('resize', onResize)
  const close = (): void => {
    stdin.off('data', listen).pause()
    stdin.setRawMode(false)
    stdout.off('resize', onResize)
    process.off('exit', close)
    stdout.write(LEAVE)
  }
  // A terminal that is left in this state shows nothing that is typed.
  process.on('exit', close)
  return {
    get rows() {
      return stdout.rows > 0 ? stdout.rows : 24
    },
    /** Written over, not cleared first: that would flicker. */
    draw: (lines) => stdout.write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join('\r\n')}\u001b[J`),
    close,
  }
}
