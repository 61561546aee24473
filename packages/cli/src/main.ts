/** The command line: reads the arguments, runs one command, ends with its exit code. */
import { commands } from './commands/all.ts'
import { runProgram } from './program.ts'
import { tell } from './report-fault.ts'

const interruption = new AbortController()
let isHeard = false
let hasLeft = false

/** A command that listens puts things right at the first Ctrl-C and is ended by the second; any other ends at once. */
function onInterrupt(): void {
  if (!isHeard || interruption.signal.aborted) process.exit(130)
  interruption.abort(new Error('interrupted'))
}

/** The reader has seen enough (`keybrake audit | head`): that is no fault, and ends a command as Ctrl-C does. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  if (!isHeard) process.exit(0)
  hasLeft = true
  interruption.abort(new Error('the reader has left'))
})
process.on('SIGINT', onInterrupt)

const { stdin, stdout, stderr } = process
try {
  await runProgram(commands, process.argv.slice(2), {
    streams: { stdin, stdout, stderr },
    env: process.env,
    interrupted: () => {
      isHeard = true
      return interruption.signal
    },
  })
  if (interruption.signal.aborted) process.exitCode = hasLeft ? 0 : 130
} catch (error) {
  const { code, text } = tell(error, interruption.signal.aborted)
  if (text !== '') stderr.write(text)
  process.exitCode = hasLeft ? 0 : code
}
