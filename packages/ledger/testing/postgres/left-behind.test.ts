import { equal, match, ok, rejects, throws } from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { makeHome } from './home.ts'
import { NoPostgres } from './no-postgres.ts'
import { packageFolder } from './programs.ts'

const SERVER = new URL('./own-postgres.ts', import.meta.url).href
const SUITES = new URL('./index.ts', import.meta.url).href
const HERE = fileURLToPath(new URL('.', import.meta.url))

const cannotStart = await whyNot()

for (const [how, signal, ending] of [
  ['is killed by -9', 'SIGKILL', 'setInterval(() => {}, 1000)'],
  ['ends and forgot to stop it', null, ''],
] as const)
  test(`a test process that ${how} leaves neither server nor folder`, { skip: cannotStart ?? false }, async () => {
    const script = `
      const { OwnPostgres } = await import('${SERVER}')
      const own = await OwnPostgres.start({})
      console.log(own.home.folder, own.port)
      ${ending}`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    const [folder = '', port = ''] = line.trim().split(' ')
    ok(existsSync(folder))
    if (signal !== null) child.kill(signal)
    await ended
    for (let waited = 0; existsSync(folder) && waited < 1000; waited++) await sleep(10)
    equal(existsSync(folder), false)
    await rejects(once(connect(Number.parseInt(port, 10), '127.0.0.1'), 'connect'), /ECONNREFUSED/)
  })

test('a platform without PostgreSQL is named', () => {
  throws(() => packageFolder('sunos', 'sparc'), NoPostgres)
  throws(() => packageFolder('win32', 'x64'), /Windows/)
})

for (const [ci, code] of [
  ['false', 0],
  ['true', 1],
] as const)
  test(`where no server can be started a suite says what it leaves out; with CI=${ci} it ends with ${code}`, () => {
    const script = `
      Object.defineProperty(process, 'arch', { value: 'none' })
      const { postgresOrLeftOut } = await import('${SUITES}')
      if ((await postgresOrLeftOut('the suite')) !== null) throw new Error('it started')`
    const env = { ...process.env, CI: ci, KEYBRAKE_TEST_DATABASE_URL: undefined, NODE_TEST_CONTEXT: undefined }
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: HERE,
      env,
      encoding: 'utf8',
    })
    match(run.stdout, /\*\*\* LEFT OUT: the suite\. the package \S+-none is not installed/)
    equal(run.status, code, run.stdout)
  })

/** The other file says loudly that PostgreSQL is left out. */
async function whyNot(): Promise<string | null> {
  try {
    const home = await makeHome()
    await home.keeper.end()
    return null
  } catch (error) {
    if (error instanceof NoPostgres) return error.message
    throw error
  }
}
