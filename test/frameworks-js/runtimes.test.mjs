/** The packed client, installed in a project of its own, on runtimes that are not Node. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'
import { output, projectWithClient, SEEN } from '../clients/runtimes/installed.ts'
import { ADMIN_KEY } from '../support/product.ts'
import { stageOnSandbox } from '../support/stage.ts'

const project = await projectWithClient()
after(() => project[Symbol.dispose]())
const { product, sandbox } = await stageOnSandbox()

/** The program that a package brings for this machine: installed without the scripts that would copy it elsewhere. */
function program(scope, path) {
  const folder = fileURLToPath(new URL(`node_modules/${scope}/`, import.meta.url))
  const found = readdirSync(folder)
    .map((name) => join(folder, name, path))
    .find((file) => existsSync(file))
  assert.ok(found !== undefined, `${scope} has nothing for this machine`)
  return found
}

async function seenBy(run) {
  const customer = `cus_${Math.random().toString(36).slice(2)}`
  assert.deepEqual(await run([product.url, ADMIN_KEY, customer]), SEEN)
  assert.equal(sandbox.executed({ vendor: 'stripe', customer }).length, 1)
}

test('Bun: issue, pay, be refused, watch, read the audit log, revoke, and the fake', () =>
  seenBy(async (args) => JSON.parse(await output(program('@oven', 'bin/bun'), ['main.mjs', ...args], project.folder))))

test('Deno: issue, pay, be refused, watch, read the audit log, revoke, and the fake', () =>
  seenBy(async (args) => {
    const allowed = ['run', '--quiet', '--allow-net', '--node-modules-dir=manual', '--no-lock']
    return JSON.parse(await output(program('@deno', 'deno'), [...allowed, 'main.mjs', ...args], project.folder))
  }))

test('workerd: issue, pay, be refused, watch, read the audit log, revoke, and the fake', () =>
  seenBy(async ([url, apiKey, customer]) => {
    const worker = new Miniflare({ modules: modules(), modulesRoot: project.folder, compatibilityDate: '2026-01-01' })
    try {
      const answer = await worker.dispatchFetch('http://worker/', {
        method: 'POST',
        body: JSON.stringify({ url, apiKey, customer }),
      })
      assert.equal(answer.status, 200, await answer.clone().text())
      return await answer.json()
    } finally {
      await worker.dispose()
    }
  }))

/** A worker has no node_modules: its own file comes first, and the package's under the paths that are imported. */
function modules() {
  const dist = join(project.folder, 'node_modules/@keybrake/client/dist')
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.js') && file !== 'testing/node.js',
  )
  /** A module under the name that programs import, which passes on to the package's file. */
  const entry = (name, file) => {
    const path = join(project.folder, name)
    return { type: 'ESModule', path, contents: `export * from '${relative(dirname(path), join(dist, file))}'` }
  }
  return [
    { type: 'ESModule', path: join(project.folder, 'worker.mjs') },
    { type: 'ESModule', path: join(project.folder, 'scenario.mjs') },
    ...files.map((file) => ({ type: 'ESModule', path: join(dist, file) })),
    entry('@keybrake/client', 'index.js'),
    entry('@keybrake/client/testing', 'testing/index.js'),
  ]
}
