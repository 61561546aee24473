import { equal, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type OpenStore, Rig } from './rig.ts'

const ROUNDS = 4

export interface Crash {
  newFolder(): string
  /** Path of a module that exports `openStore(folder)`: the store that the killed process opens. */
  readonly storeModule: string
}

/** A process is killed in the middle of its commits, again and again on one folder. */
export function crashConformance(openStore: OpenStore, { newFolder, storeModule }: Crash): void {
  suite('kill -9', () => {
    test('loses no admission that was answered, and leaves every counter equal to its rows', async () => {
      const folder = newFolder()
      const admitted = new Set<string>()
      const settled = new Set<string>()
      for (let round = 0; round < ROUNDS; round++) {
        for (const line of await killed(storeModule, folder, round)) {
          const [word, callId] = line.split(' ')
          if (word === 'admitted' && callId !== undefined) admitted.add(callId)
          if (word === 'settled' && callId !== undefined) settled.add(callId)
        }
        const rig = await Rig.open(openStore, folder)
        equal((await rig.ledger.verify()).length, 0)
        const { spent = 0n, held = 0n } = (await rig.store.registry.budget('bud-stripe', rig.at))?.counters.total ?? {}
        ok(spent + held >= BigInt(admitted.size) * 1_000_000n, `${admitted.size} answered, ${spent + held} counted`)
        ok(spent + held <= 1_000_000_000n, 'more than the cap is counted')
        ok(spent >= BigInt(settled.size) * 1_000_000n, `${settled.size} settlements answered, ${spent} counted`)
        for (const callId of [...admitted].slice(-20)) {
          const state = (await rig.store.audit.call(callId))?.state ?? null
          ok(state === 'settled' || (state === 'unknown' && !settled.has(callId)), `${callId} is ${state}`)
        }
        await rig.store.close()
      }
      ok(admitted.size > 0)
    })
  })
}

/** Lines of a process that was killed some time after it was ready. */
async function killed(storeModule: string, folder: string, round: number): Promise<readonly string[]> {
  const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, storeModule, folder, `r${round}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), 40 + round * 37)
    output += text
  })
  await once(child, 'close')
  equal(child.signalCode, 'SIGKILL', `the process ended by itself: ${output.slice(-200)}`)
  return output.split('\n').slice(0, -1)
}
