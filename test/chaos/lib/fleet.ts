/** Proxies on one database, each by a relay of its own, which may be killed and started again in their folders. */
import type { Sandbox } from '@keybrake/sandbox'
import type { Relay } from '../../../packages/ledger/src/postgres/testing/relay.ts'
import type { Admin } from '../../support/admin.ts'
import type { Folders } from '../../support/folders.ts'
import { type Exit, failedStart, type Product, startProduct } from '../../support/product.ts'
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

  /** @param repository of another version */
  async start(index: number, repository?: string): Promise<void> {
    this.#products.set(index, await startProduct(this.#options(index, repository)))
  }

  /** For a start that must fail. */
  async failedStart(index: number, repository?: string): Promise<Exit> {
    return failedStart(this.#options(index, repository))
  }

  #options(index: number, repository?: string) {
    const [relay, dataDir] = [this.#relays[index], this.#folders[index]]
    if (relay === undefined || dataDir === undefined) throw new Error(`there is no proxy ${index}`)
    const env = {
      ...stripeSettings(this.#sandbox),
      KEYBRAKE_DATABASE_URL: relay.through(this.#url),
      KEYBRAKE_MASTER_KEY: MASTER_KEY,
      KEYBRAKE_LOG_LEVEL: 'fatal',
    }
    return { dataDir, env, ...(repository === undefined ? {} : { repository }) }
  }

  /** Its calls end first; no caller is sent to it any more. */
  async stop(index: number): Promise<Exit> {
    const product = this.#product(index)
    this.#products.delete(index)
    return product.stop()
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

  admins(): readonly Admin[] {
    return [...this.#products.values()].map(({ admin }) => admin)
  }

  url(index: number): string {
    return this.#product(index).url
  }

  admin(index: number): Admin {
    return this.#product(index).admin
  }

  #product(index: number): Product {
    const product = this.#products.get(index)
    if (product === undefined) throw new Error(`there is no proxy ${index}`)
    return product
  }

  async kill(index: number): Promise<Exit> {
    const product = this.#product(index)
    this.#products.delete(index)
    return product.kill()
  }

  async killAll(): Promise<void> {
    for (const product of this.#products.values()) await product.kill()
  }
}
