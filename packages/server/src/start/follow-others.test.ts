import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { StoreEvent } from '@keybrake/ledger'
import { followOthers } from './follow-others.ts'

test('what another process changed is read again, and a failure to read it is logged', async () => {
  const did: string[] = []
  let tell: (event: StoreEvent) => void = () => undefined
  const stop = followOthers(
    {
      onEvent: (listener) => {
        tell = listener
        return () => void did.push('stopped')
      },
    },
    {
      connections: {
        refresh: async (name) => {
          did.push(`connection ${name}`)
          if (name === 'broken') throw new Error('no')
          return undefined
        },
      },
      keys: { forgetAll: () => void did.push('keys') },
      brakes: { refresh: async () => void did.push('brakes') },
      log: { error: () => void did.push('logged') },
    },
  )
  const admin = (action: string, subject: string): void =>
    tell({ kind: 'admin', entry: JSON.stringify({ k: 'admin', action, subject }) })
  admin('connection.created', 'stripe')
  admin('connection.changed', 'broken')
  admin('brake.engaged', '*')
  admin('key.revoked', 'key_1')
  admin('key.changed', 'key_1')
  admin('key.issued', 'key_2')
  admin('budget.changed', 'bud_1')
  tell({ kind: 'call', entry: '{"k":"admit"}' })
  await setImmediate()
  stop()
  deepEqual(did, ['connection stripe', 'connection broken', 'brakes', 'keys', 'keys', 'logged', 'stopped'])
})
