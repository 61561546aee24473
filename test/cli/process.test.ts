/** The command as a program: help, exit codes, which server, an old Node, completion, the page that describes it. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands } from '../../packages/cli/src/commands/all.ts'
import { isNoun } from '../../packages/cli/src/verb.ts'
import { CLI_PAGE, cliPage } from '../../scripts/lib/cli-page.ts'
import { REPOSITORY, startProduct } from '../support/product.ts'
import { bareEnvironment, BIN, json, launch, run, rows, until } from './support/keybrake.ts'

test('alone it shows help with three examples and the exit codes, and starts nothing', async () => {
  const { code, stdout, stderr } = await run([])
  assert.equal(code, 0)
  assert.equal(stderr, '')
  assert.equal(stdout.match(/^ {2}keybrake /gm)?.length, 3)
  assert.match(stdout, /^ +8 {2}the audit log does not verify$/m)
})

test('every command has help', async () => {
  const lines = commands.flatMap((entry) =>
    isNoun(entry)
      ? [[entry.name], ...entry.verbs.map(({ name }) => [entry.name, name])]
      : entry.passesOn === true
        ? []
        : [[entry.name]],
  )
  for (const line of lines.filter((_, index) => index % 4 === 0)) {
    const { code, stdout } = await run([...line, '--help'])
    assert.equal(code, 0, line.join(' '))
    assert.match(stdout, new RegExp(`^Usage: keybrake ${line.join(' ')}`), line.join(' '))
  }
})

test('help is that of the command and verb that are named', async () => {
  for (const line of [['keys', 'issue'], ['keys', 'new'], ['audit', 'verify'], ['budgets'], ['bench']]) {
    const { code, stdout, stderr } = await run(['help', ...line])
    assert.deepEqual([code, stderr], [0, ''], line.join(' '))
    assert.match(stdout, new RegExp(`^Usage: keybrake ${line.join(' ').replace('new', 'issue')}`), line.join(' '))
  }
})

test('a noun without a verb is told which there are', async () => {
  for (const noun of commands.filter(isNoun).filter(({ alone }) => alone === undefined)) {
    const { code, stdout, stderr } = await run([noun.name])
    const verbs = noun.verbs.filter(({ hidden }) => hidden !== true).map(({ name }) => name)
    assert.deepEqual([code, stdout], [2, ''], noun.name)
    assert.equal(
      stderr,
      `keybrake: say what to do: ${noun.name} ${verbs.join(', ')}\nTry: keybrake ${noun.name} --help\n`,
    )
  }
})

test('an option that benchmarks and proofs do not know is one line and exit code 2', async () => {
  for (const name of ['bench', 'proof']) {
    const { code, stderr } = await run([name, '--nope'])
    assert.equal(code, 2, name)
    assert.match(stderr, /^(bench: Unknown option '--nope'|usage: npm run proof .*)\n$/, name)
  }
})

test('the reference page is written from the commands', async () => {
  assert.equal(await readFile(join(REPOSITORY, CLI_PAGE), 'utf8'), cliPage(), 'run: node scripts/write-cli-page.ts')
})

test('a line that means nothing is exit code 2, with what may have been meant', async () => {
  for (const args of [
    ['keys', 'isue'],
    ['kyes'],
    ['keys', 'list', '--labl', 'x'],
    ['keys', 'show'],
    ['keys', 'show', 'a', 'b'],
    ['completion', 'tcsh'],
    ['audit', '--decision', 'maybe'],
  ]) {
    const { code, stdout, stderr } = await run(args, {
      env: { KEYBRAKE_API_KEY: 'x', KEYBRAKE_URL: 'http://127.0.0.1:9' },
    })
    assert.equal(code, 2, args.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, /^keybrake: .+\nTry: keybrake .*--help\n$/, args.join(' '))
  }
  assert.match((await run(['keys', 'isue'])).stderr, /Did you mean issue/)
})

test('no server is 7, no credential is 6, a wrong one is 6; each says what to do', async () => {
  const gone = await run(['keys', 'list'], {
    env: { KEYBRAKE_URL: 'http://127.0.0.1:9', KEYBRAKE_API_KEY: 'some-credential' },
  })
  assert.equal(gone.code, 7)
  assert.match(gone.stderr, /127\.0\.0\.1:9.*\nTry: keybrake doctor/)
  for (const args of [
    ['keys', 'list'],
    ['audit', 'verify'],
  ]) {
    const unsigned = await run(args, { env: { KEYBRAKE_DATA_DIR: '/nonexistent' } })
    assert.equal(unsigned.code, 6, args.join(' '))
    assert.match(unsigned.stderr, /Try: set KEYBRAKE_API_KEY/)
  }
  await using product = await startProduct()
  const wrong = await run(['keys', 'list'], {
    env: { KEYBRAKE_URL: product.url, KEYBRAKE_API_KEY: 'not-the-credential' },
  })
  assert.equal(wrong.code, 6)
  assert.equal((await run(['keys', 'list'], { env: { KEYBRAKE_URL: 'ftp://x', KEYBRAKE_API_KEY: 'x' } })).code, 2)
  assert.equal(
    (await run(['keys', 'list'], { env: { KEYBRAKE_URL: product.url, KEYBRAKE_API_KEY: 'x\u00e9' } })).code,
    2,
  )
})

test('the credential comes from flag’s folder, variable or file; and is never sent to another machine by itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  await using product = await startProduct({ dataDir: folder, env: { KEYBRAKE_ADMIN_KEY: undefined } })
  try {
    const credential = (await readFile(join(folder, 'admin-key'), 'utf8')).trim()
    const works = async (args: readonly string[], env: Record<string, string>): Promise<number | null> =>
      (await run(['keys', 'list', ...args], { env: { KEYBRAKE_URL: product.url, ...env } })).code
    assert.equal(await works(['--data-dir', folder], {}), 0)
    assert.equal(await works([], { KEYBRAKE_DATA_DIR: folder }), 0)
    assert.equal(await works([], { KEYBRAKE_ADMIN_KEY: credential }), 0)
    assert.equal(await works([], { KEYBRAKE_API_KEY: credential, KEYBRAKE_ADMIN_KEY: 'another-one' }), 0)
    assert.equal(await works([], { KEYBRAKE_API_KEY_FILE: join(folder, 'admin-key') }), 0)
    assert.equal(await works(['--url', 'http://192.0.2.1:1', '--timeout', '1', '--data-dir', folder], {}), 6)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('an old Node runs the repository’s own, and where there is none says so in one line', async (t) => {
  const old = await which('node')
  if (old === null || (await version(old)) >= 24) return t.skip('no Node older than 24 on this machine')
  const found = await execute(old, [BIN, 'version', '--json'])
  assert.match(String(json(found)['node']), /^24\./, found.stderr)
  const none = await execute(old, [BIN, 'keys', 'isue'])
  assert.equal(none.code, 2, 'its exit code comes through')

  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  await cp(BIN, join(folder, 'keybrake.cjs'))
  const alone = await execute(old, [join(folder, 'keybrake.cjs'), 'version'])
  await rm(folder, { recursive: true, force: true })
  assert.equal(alone.code, 1)
  assert.match(alone.stderr, /^keybrake: Keybrake needs Node 24\.15 or later \(you have \d+\.\d+\.\d+\)\.\n$/)
})

const execute = (program: string, args: readonly string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) =>
    execFile(program, [...args], { env: bareEnvironment() }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    ),
  )
const which = async (name: string): Promise<string | null> => {
  for (const folder of (process.env['PATH'] ?? '').split(':').filter((each) => !each.includes('node_modules')))
    if (
      await stat(join(folder, name)).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return join(folder, name)
  return null
}
const version = async (node: string): Promise<number> =>
  Number.parseInt((await execute(node, ['-p', 'process.versions.node'])).stdout, 10)

test('start runs the server as npm start does, and --ephemeral leaves nothing behind', async () => {
  using server = launch(['start', '--port', '0', '--ephemeral'], { env: { KEYBRAKE_LOG_LEVEL: 'warn' } })
  const url = () => /keybrake listening on (\S+)/.exec(server.stdout())?.[1]
  await until(() => url() !== undefined, 'it says where it listens')
  const folder = /kept in (.+)\/admin-key/.exec(server.stdout())?.[1] ?? ''
  const credential = /kb_admin_\S+/.exec(server.stdout())?.[0] ?? ''
  assert.equal(
    (await run(['keys', 'list'], { env: { KEYBRAKE_URL: url() ?? '', KEYBRAKE_API_KEY: credential } })).code,
    0,
  )
  assert.ok((await stat(folder)).isDirectory())
  server.kill('SIGTERM')
  assert.equal((await server.ended).code, 0)
  await assert.rejects(stat(folder))
})

test('a setting that is wrong stops the start: exit code 2, and one sentence', async () => {
  const { code, stdout, stderr } = await run(['start', '--port', 'x'])
  assert.equal(code, 2)
  assert.match(stdout, /^keybrake: KEYBRAKE_PORT must be.*\n$/)
  assert.equal(`keybrake: ${(JSON.parse(stderr) as { msg: string }).msg}\n`, stdout)
})

test('config show says where each setting comes from, and no secret', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  try {
    await writeFile(join(folder, 'secret'), 'sk_test_0123456789abcdefghij')
    await writeFile(
      join(folder, 'keybrake.env'),
      `KEYBRAKE_PORT=9000\nSTRIPE_SECRET_KEY_FILE=${join(folder, 'secret')}\n`,
    )
    const shown = await run(['config', 'show', '--config', join(folder, 'keybrake.env'), '--json'], {
      env: { KEYBRAKE_HOST: '0.0.0.0', RESEND_API_KEY: 're_0123456789' },
    })
    const of = (name: string) => rows(shown).find((row) => row['name'] === name)
    assert.deepEqual(of('KEYBRAKE_HOST'), { name: 'KEYBRAKE_HOST', value: '0.0.0.0', from: 'the environment' })
    assert.deepEqual(of('KEYBRAKE_PORT'), { name: 'KEYBRAKE_PORT', value: '9000', from: 'the --config file' })
    assert.deepEqual(of('KEYBRAKE_LOG_LEVEL'), { name: 'KEYBRAKE_LOG_LEVEL', value: 'info', from: 'default' })
    assert.deepEqual(of('STRIPE_SECRET_KEY'), {
      name: 'STRIPE_SECRET_KEY',
      value: 'set',
      from: 'STRIPE_SECRET_KEY_FILE in the --config file',
    })
    assert.deepEqual(of('RESEND_API_KEY'), { name: 'RESEND_API_KEY', value: 'set', from: 'the environment' })
    assert.doesNotMatch(shown.stdout, /sk_test|re_0123/)
    assert.equal((await run(['config', 'show'], { env: { KEYBRAKE_PROT: '1' } })).code, 2)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** What the script needs of the package bash-completion, and of a shell that is completing. */
const BASH_COMPLETION = `
_get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${COMP_WORDS[COMP_CWORD]}; prev=\${COMP_WORDS[COMP_CWORD-1]}; }
__ltrim_colon_completions() { :; }
compopt() { :; }`

test('bash completes commands, options and their values, by the script that is printed', async () => {
  const { stdout: script } = await run(['completion', 'bash'])
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  try {
    await symlink(BIN, join(folder, 'keybrake'))
    const complete = async (line: string): Promise<readonly string[]> => {
      const words = line.split(' ')
      const program = [
        `PATH="${join(REPOSITORY, 'node_modules/.bin')}:$PATH"`,
        BASH_COMPLETION,
        script,
        `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; COMP_LINE='${line}'; COMP_POINT=${line.length}`,
        `${/complete .*-F (\S+) keybrake/.exec(script)?.[1] ?? 'missing'}; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ].join('\n')
      const { stdout, stderr } = await execute('bash', ['-c', program])
      assert.equal(stderr, '')
      return stdout.split('\n').map((each) => each.trim().split(/\s/)[0] ?? '')
    }
    assert.ok((await complete('keybrake ')).includes('brake'))
    assert.deepEqual(
      (await complete('keybrake keys iss')).filter((word) => word !== ''),
      ['issue'],
    )
    assert.ok((await complete('keybrake keys issue --mo')).includes('--mode'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  for (const shell of ['zsh', 'fish', 'powershell'])
    assert.match((await run(['completion', shell])).stdout, /keybrake/, shell)
})

test('--version --json says what it runs on', async () => {
  const { version: own, node, sqlite } = json(await run(['--version', '--json']))
  assert.match(String(own), /^\d+\.\d+\.\d+/)
  assert.match(String(node), /^\d+\./)
  assert.match(String(sqlite), /^3\./)
  assert.match((await run(['--version'])).stdout, /^keybrake \d/)
})

test('benchmarks and proofs are the repository’s, and their exit codes come through', async () => {
  assert.equal((await run(['proof', 'nonsense'])).code, 2)
  assert.match((await run(['proof', 'nonsense'])).stderr, /usage/)
})
