/** Proxies on one database, each by a relay of its own, which may be killed and started again in their folders. */
import type { Sandbox } from '@keybrake/sandbox'
import type { Relay } from '../../../packages/ledger/src/postgres/testing/relay.ts'
import type { Admin } from '../../support/admin.ts'
import type { Folders } from '../../support/folders.ts'
import { type Product, startProduct } from '../../support/product.ts'
import { stripeSettings } from '../../support/with-sandbox.ts'

/** All processes of one database have the same. */
const MASTER_KEY = Buffer.alloc(32, 9).toString('base64')

export class Fleet {
  readonly #url: string
  readonly #relays: readonly Relay[]
  readonly #sandbox: Sandbox
  readonly #folders: readonly string[]
  readonly #products = new Map<number, Product>()

  constructor(url: string, relays: readonly Relay[], sandbox: Sandbox, folders: Folders) {
    this.#url = url
    this.#relays = relays
    this.#sandbox = sandbox
    this.#folders = relays.map(() => folders.next())
  }

  async start(index: number): Promise<void> {
    const [relay, dataDir] = [this.#relays[index], this.#folders[index]]
    if (relay === undefined || dataDir === undefined) throw new Error(`there is no proxy ${index}`)
    const env = {
      ...stripeSettings(this.#sandbox),
      KEYBRAKE_DATABASE_URL: relay.through(this.#url),
      KEYBRAKE_MASTER_KEY: MASTER_KEY,
      KEYBRAKE_LOG_LEVEL: 'fatal',
    }
    this.#products.set(index, await startProduct({ dataDir, env }))
  }

  /** kill -9, and a new process in the same folder. */
  async restart(index: number): Promise<void> {
    await this.#products.get(index)?.kill()
    await this.start(index)
  }

  /** Where a proxy is being started again, its former address. */
  origins(): readonly string[] {
    return [...this.#products.values()].map(({ url }) => url)
  }

  admin(index: number): Admin {
    const product = this.#products.get(index)
    if (product === undefined) throw new Error(`there is no proxy ${index}`)
    return product.admin
  }

  async kill(): Promise<void> {
    for (const product of this.#products.values()) await product.kill()
  }
}
