/** `node scripts/pack-client.ts <folder>`: builds `@keybrake/client` as one tarball in the folder, and prints its path. */
import { packClient } from './lib/pack-client.ts'

const [folder, ...others] = process.argv.slice(2)
if (folder === undefined || others.length > 0) {
  process.stderr.write('pack-client: name the folder that the tarball goes to, and nothing else\n')
  process.exitCode = 2
} else process.stdout.write(`${await packClient(folder)}\n`)
