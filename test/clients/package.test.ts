/** `@keybrake/client` as it is published: packed, installed in a project of its own, and run there. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { leftOut } from '@keybrake/core/testing'
import { ADMIN_KEY, REPOSITORY } from '../support/product.ts'
import { stageOnSandbox } from '../support/stage.ts'
import { output, projectWithClient, SEEN } from './runtimes/installed.ts'

const project = await projectWithClient()
after(() => project[Symbol.dispose]())
const { sandbox, product } = await stageOnSandbox()

/** Another Node than the one that runs this: the machine's own, where it is an older one. */
function olderNode(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    if (folder.includes('node_modules') || !existsSync(node)) continue
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' })
    if (/^v(20|22)\./.test(version)) return node
  }
  return null
}

async function passesOn(node: string): Promise<void> {
  const customer = `cus_${Math.random().toString(36).slice(2)}`
  const seen = await output(node, ['main.mjs', product.url, ADMIN_KEY, customer], project.folder)
  assert.deepEqual(JSON.parse(seen), SEEN)
  assert.equal(sandbox.executed({ vendor: 'stripe', customer }).length, 1)
}

test('it installs alone: no dependency, no script, no source', () => {
  assert.deepEqual(
    readdirSync(join(project.folder, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['@keybrake'],
  )
  const folder = join(project.folder, 'node_modules/@keybrake/client')
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>
  assert.deepEqual([manifest['dependencies'], manifest['scripts']], [{}, undefined])
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  assert.ok(files.includes('README.md') && files.includes('LICENSE'))
  assert.deepEqual(
    files.filter((file) => /\.test\.|(?<!\.d)\.ts$/.test(file)),
    [],
  )
})

test('only the fake’s listener imports a module of Node', () => {
  const folder = join(project.folder, 'node_modules/@keybrake/client/dist')
  const importing = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.js') && /from 'node:|require\(|process\.|Buffer/.test(readFileSync(join(folder, file), 'utf8')),
  )
  assert.deepEqual(importing, ['testing/node.js'])
})

test('its types serve a program in strict mode, for every path', () => {
  const program = `
import { Keybrake, refusalOf, type Key } from '@keybrake/client'
import { withKeybrake } from '@keybrake/client/ai'
import { keybrakeMiddleware } from '@keybrake/client/langchain'
import { stopAtRefusal } from '@keybrake/client/openai-agents'
import { resendClient } from '@keybrake/client/resend'
import { stripeClient } from '@keybrake/client/stripe'
import { FakeKeybrake } from '@keybrake/client/testing'
import { twilioClient } from '@keybrake/client/twilio'

export const all = [refusalOf, withKeybrake, keybrakeMiddleware, stopAtRefusal, resendClient, stripeClient, twilioClient]
export async function use(): Promise<Key> {
  const keybrake: Keybrake = new FakeKeybrake().client()
  await using key = await keybrake.keys.issue({ vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: '1' })
  // @ts-expect-error an unknown field is an error before it is a 422
  await keybrake.keys.issue({ vendor: 'stripe', allowed_endpoints: ['*'], daily_cap: 1 })
  return key.read()
}
`
  writeFileSync(join(project.folder, 'program.ts'), program)
  const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', '']
  const libraries = ['--lib', 'es2024,esnext.disposable,dom,dom.iterable', '--skipLibCheck', 'false']
  execFileSync(
    process.execPath,
    [`${REPOSITORY}node_modules/typescript7/lib/tsc.js`, ...flags, ...libraries, 'program.ts'],
    { cwd: project.folder, stdio: ['ignore', 'inherit', 'inherit'] },
  )
})

test('the scenario passes on this Node', () => passesOn(process.execPath))

const older = olderNode()
if (older === null) leftOut('@keybrake/client on Node 20 or 22', 'no such Node was found on the PATH')
else test('the scenario passes on the oldest Node that is here', () => passesOn(older))
