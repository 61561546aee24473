import type { Scene } from './scene.ts'

/** A figure, for whoever reads the run. */
export const say = (text: string): void => void process.stdout.write(`    ${text}\n`)

export const ms = (value: number): string => `${value.toFixed(0)} ms`

/** Bearers of keys that no call of a test exhausts. */
export async function keysFor(scene: Scene, count: number): Promise<readonly string[]> {
  const keys = []
  for (let n = 0; n < count; n++) keys.push(await scene.admin.issue({ label: `load-${n}`, total_usd_cap: 900_000 }))
  return keys.map(({ vault_key }) => vault_key)
}
