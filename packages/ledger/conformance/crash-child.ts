/**
 * A process that is killed: admits and settles as fast as it can, writing one line per answer it got. Arguments: the module
 * that exports `openStore(folder)`, and the folder.
 */
import { writeSync } from 'node:fs'
import { type OpenStore, Rig, usd } from './rig.ts'

const [module = '', folder = '', round = ''] = process.argv.slice(2)
const { openStore } = (await import(module)) as { readonly openStore: OpenStore }
const rig = await Rig.open(openStore, folder, { total: usd('1000') })
rig.prefix = round
const say = (line: string): void => void writeSync(1, `${line}\n`)

async function caller(number: number): Promise<void> {
  const key = await rig.issue()
  for (let count = 0; ; count++) {
    const callId = `call_${round}_${number}_${count}`
    const result = await rig.ledger.admit(rig.command(key, '1', { callId }))
    if (result.status !== 'admitted') return
    say(`admitted ${callId}`)
    if (count % 3 === 0) continue
    // Not waited for, as in the call path: the outcome joins a later commit.
    void rig.settle(callId, '1').then(() => say(`settled ${callId}`))
  }
}

say('ready')
await Promise.all(Array.from({ length: 8 }, (_, number) => caller(number)))
say('done')
