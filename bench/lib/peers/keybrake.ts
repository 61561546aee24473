/** Keybrake as an operator starts it, in each of its modes, with vault keys. */
import type { Keybrake, Mode } from '../keybrake.ts'
import { issueKeys, startKeybrake } from '../keybrake.ts'
import { PATH } from '../messages.ts'
import type { Peer, Place, Started } from './peer.ts'

export interface KeybrakePeer extends Peer {
  readonly mode: Mode
  start(place: Place): Promise<StartedKeybrake>
}

export interface StartedKeybrake extends Started {
  readonly keybrake: Keybrake
}

export const keybrake: KeybrakePeer = peer('keybrake', 'usual', 'commit')
export const keybrakeLease: KeybrakePeer = peer('keybrake, lease', 'further', 'lease')
export const keybrakePostgres: KeybrakePeer = peer('keybrake, PostgreSQL', 'further', 'postgres')

function peer(name: string, group: Peer['group'], mode: Mode): KeybrakePeer {
  return {
    name,
    group,
    mode,
    async start({ folder, upstream, name: place, keys }) {
      const started = await startKeybrake(folder, place, upstream, mode)
      try {
        const target = {
          name,
          url: `${started.origin}/stripe${PATH.form}`,
          pids: started.pids,
          language: 'form' as const,
          headers: {},
          bearers: await issueKeys(started.origin, keys),
        }
        return { target, keybrake: started, stop: started.stop }
      } catch (error) {
        await started.stop()
        throw error
      }
    },
  }
}
