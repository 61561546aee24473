/** A process that projects a folder's journal until it is killed: the crash test's victim. */
import { journalDir } from '../../journal/segments.ts'
import { openAudit } from '../open.ts'
import { endOf, KEY } from './recorder.ts'

const dataDir = process.argv[2] ?? ''
const lastBatch = (): number => endOf(journalDir(dataDir)).batch
const audit = await openAudit({
  dataDir,
  checkpointKey: KEY,
  callsPerFileMax: 1_500,
  lastBatch: lastBatch(),
  barrier: () => Promise.resolve(lastBatch()),
  onProjected: () => undefined,
})
process.stdout.write('open\n')
setInterval(() => void audit.page({ kind: 'call' }, 1, null), 1)
