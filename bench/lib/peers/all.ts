import { haproxy, nginx } from './bare-proxies.ts'
import { keybrake, keybrakeLease, keybrakePostgres, type KeybrakePeer } from './keybrake.ts'
import { litellm, litellmBudgeted } from './litellm.ts'
import { fastifyProxy, honoProxy, httpProxy3, netRelay, portkey } from './npm-peers.ts'
import type { Peer } from './peer.ts'

/** In every run, whatever else is chosen: the yardstick and what is measured by it. */
export const ALWAYS: readonly [Peer, KeybrakePeer] = [nginx, keybrake]

export const OTHERS: readonly Peer[] = [
  haproxy,
  keybrakeLease,
  keybrakePostgres,
  netRelay,
  fastifyProxy,
  httpProxy3,
  honoProxy,
  portkey,
  litellm,
  litellmBudgeted,
]

/** @param choice `none`, `usual`, `all`, or names parted by commas. Throws for a name that there is not. */
export function chosenPeers(choice: string): readonly Peer[] {
  if (choice === 'none') return []
  if (choice === 'all') return OTHERS
  if (choice === 'usual') return OTHERS.filter(({ group }) => group === 'usual')
  return choice.split(',').map((word) => {
    const found = OTHERS.find(({ name }) => name === word || shortName(name) === word)
    if (found === undefined)
      throw new Error(
        `--peers: there is no ${word}; there are ${OTHERS.map(({ name }) => shortName(name)).join(', ')}; or none, usual, all`,
      )
    return found
  })
}

/** What is easy to type: `@fastify/http-proxy` is `fastify-http-proxy`, `keybrake, lease` is `keybrake-lease`. */
export const shortName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
