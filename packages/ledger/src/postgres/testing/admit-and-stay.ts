/** A process whose store admits one call, says so, and stays until it is killed: `<url> <folder> <command as JSON>`. */
import type { Admit } from '../../ledger.ts'
import { openAt } from './cluster.ts'

const [, , url = '', folder = '', command = ''] = process.argv
const store = await openAt(url, folder)
const { status } = await store.ledger.admit(JSON.parse(command) as Admit)
process.stdout.write(status)
setInterval(() => undefined, 1_000)
