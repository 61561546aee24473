/** A process that projects a folder's outbox until it is killed: the crash test's victim. */
import { Recorder } from './recorder.ts'

const recorder = new Recorder(process.argv[2])
const audit = await recorder.open({ callsPerFileMax: 1_500 })
process.stdout.write('open\n')
setInterval(() => void audit.page({ kind: 'call' }, 1, null), 1)
