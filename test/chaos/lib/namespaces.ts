/** A network of its own for a process, joined to this machine by a wire that can be cut. Linux, and root alone. */
import { spawnSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'

export interface Namespace {
  /** This machine's address as the process there sees it. */
  readonly hostAddress: string
  /** A process is started there by these words before its own. */
  readonly by: readonly string[]
  /** Packets get lost without a word both ways (`lost`), or the wire has no signal (`down`); `null` heals it. */
  readonly cut: (how: 'lost' | 'down' | null) => void
  readonly remove: () => void
}

/** Why there can be none here, or null. */
export function whyNoNamespaces(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s'
  const probe = `keybrake-probe-${randomBytes(3).toString('hex')}`
  const made = spawnSync('ip', ['netns', 'add', probe], { encoding: 'utf8' })
  if (made.status !== 0) return `ip netns add: ${made.error?.message ?? made.stderr.trim()}`
  ip('netns', 'del', probe)
  return null
}

/** The networks of all of them. */
export const NETWORKS = '10.208.0.0/12'

/** @param number below 16, another one for each: of the network 10.(208+N).x.0, where x is chance, as a killed run leaves its own */
export function makeNamespace(number: number): Namespace {
  const name = `keybrake-${randomBytes(3).toString('hex')}`
  const [ours, theirs] = [`kb${randomBytes(3).toString('hex')}`, 'eth0']
  const network = `10.${208 + number}.${randomInt(1, 255)}`
  ip('netns', 'add', name)
  const remove = (): void => {
    ip('link', 'del', ours)
    ip('netns', 'del', name)
  }
  try {
    ip('link', 'add', ours, 'type', 'veth', 'peer', 'name', theirs, 'netns', name)
    ip('addr', 'add', `${network}.1/24`, 'dev', ours)
    ip('link', 'set', ours, 'up')
    ip('-n', name, 'addr', 'add', `${network}.2/24`, 'dev', theirs)
    ip('-n', name, 'link', 'set', theirs, 'up')
    ip('-n', name, 'link', 'set', 'lo', 'up')
  } catch (error) {
    remove()
    throw error
  }
  // Neither end may answer for the other: packets are thrown away by routes of both.
  const lose = (isLost: boolean): void => {
    const verb = isLost ? 'add' : 'del'
    ip('route', verb, 'blackhole', `${network}.2/32`)
    ip('-n', name, 'route', verb, 'blackhole', `${network}.1/32`)
  }
  let state: 'lost' | 'down' | null = null
  return {
    hostAddress: `${network}.1`,
    by: ['ip', 'netns', 'exec', name],
    cut: (how) => {
      if (state === 'lost') lose(false)
      if (state === 'down') ip('link', 'set', ours, 'up')
      if (how === 'lost') lose(true)
      if (how === 'down') ip('link', 'set', ours, 'down')
      state = how
    },
    remove: () => {
      if (state === 'lost') lose(false)
      remove()
    },
  }
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr.trim()}`)
}
