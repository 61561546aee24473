/** The counter that teams build first: one Lua script per call, every write synced before it is answered. */
import { createRequire } from 'node:module'
import { PEERS_FOLDER } from '../peers/npm-peers.ts'
import { AMOUNT_MICRO_USD, type Subject, type SubjectWishes } from './subject.ts'

const RESERVE = `
local cap, held = tonumber(redis.call('HGET', KEYS[1], 'cap')), tonumber(redis.call('HGET', KEYS[1], 'held'))
if held + tonumber(ARGV[1]) > cap then return 0 end
redis.call('HINCRBY', KEYS[1], 'held', ARGV[1])
return 1`

/** What is used of the package `redis`, which only bench/peers installs. */
interface RedisClient {
  connect(): Promise<unknown>
  scriptLoad(script: string): Promise<string>
  evalSha(
    sha: string,
    options: { readonly keys: readonly string[]; readonly arguments: readonly string[] },
  ): Promise<unknown>
  hSet(key: string, fields: Readonly<Record<string, string>>): Promise<unknown>
  hGet(key: string, field: string): Promise<string | null>
  close(): Promise<unknown>
}

export async function redisCounter({ url, budgets, cap }: SubjectWishes): Promise<Subject> {
  const { createClient } = createRequire(`${PEERS_FOLDER}package.json`)('redis') as {
    createClient(options: { readonly url: string }): RedisClient
  }
  const client = createClient({ url })
  await client.connect()
  const names = Array.from({ length: budgets }, (_, budget) => `budget:${budget}`)
  for (const name of names) await client.hSet(name, { cap: String(cap * AMOUNT_MICRO_USD), held: '0' })
  const sha = await client.scriptLoad(RESERVE)
  const amount = [String(AMOUNT_MICRO_USD)]
  return {
    reserve: async (budget) => (await client.evalSha(sha, { keys: [`budget:${budget}`], arguments: amount })) === 1,
    async counted() {
      const held = await Promise.all(names.map((name) => client.hGet(name, 'held')))
      return held.reduce((sum, text) => sum + Number.parseInt(text ?? '0', 10), 0) / AMOUNT_MICRO_USD
    },
    close: async () => void (await client.close()),
  }
}
