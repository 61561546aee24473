import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Keeper {
  /** From now on this process is the one to end; null for none. */
  readonly watch: (child: ChildProcess | null) => void
  /** Ends the process at once and removes the folder. Again: nothing. */
  readonly end: () => Promise<void>
}

/** Starts the process that clears `folder` away when this one is gone; see `keeper.ts`. */
export function keep(folder: string): Keeper {
  const keeper = spawn(process.execPath, [fileURLToPath(new URL('./keeper.ts', import.meta.url)), folder], {
    // A group of its own: what ends a whole group of tests must not end the one who clears up after them.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  keeper.unref()
  const gone = once(keeper, 'exit')
  return {
    watch: (child) => void keeper.stdin.write(`${child?.pid ?? 0}\n`),
    end: async () => {
      keeper.ref()
      keeper.stdin.end()
      await gone
    },
  }
}
