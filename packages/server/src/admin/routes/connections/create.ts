import { connections } from '@keybrake/contract'
import { newId } from '../../../ids.ts'
import { seal } from '../../../vault/envelope.ts'
import { invalid, json, problem } from '../../answer.ts'
import { connectionAnswer } from '../../connection-answer.ts'
import { changedDocument } from '../../connection-change.ts'
import { EMPTY_CONNECTION_DOCUMENT, encodeConnectionDocument } from '../../connection-document.ts'
import { whyNotConnectionName } from '../../connection-name.ts'
import { readSecret } from '../../connection-secret.ts'
import { unknownVendor } from '../../find-connection.ts'
import { route } from '../../route.ts'

export const createConnection = route(connections.createConnection, async ({ parts, body, at }, { actor }) => {
  const { registry } = parts.store
  const { name, vendor } = body
  const badName = whyNotConnectionName(name, parts.adapters, parts.publicUrl())
  if (badName !== null) return invalid({ pointer: '/name', message: badName })
  const adapter = parts.adapters.get(vendor)
  if (adapter === undefined) return invalid({ pointer: '/vendor', message: unknownVendor(parts, vendor) })
  if (name !== vendor && parts.adapters.has(name))
    return invalid({ pointer: '/name', message: `${name} is kept for the default connection of ${name}` })
  const secret = readSecret(adapter, body.secret)
  if (!secret.ok) return invalid(secret.fault)
  const settings = changedDocument(EMPTY_CONNECTION_DOCUMENT, body, adapter, parts.allowHttpUpstream)
  if (!settings.ok) return invalid(...settings.faults)

  const before = await registry.connection(name)
  // A simulated vendor gives way to a real one; its keys end with it.
  if (before !== null && before.deletedAt === null && before.sandbox) {
    const { status } = await registry.deleteConnection(actor, name)
    if (status === 'in_use') return problem('in_use', `The sandbox connection ${name} still has open holds.`)
    parts.keyHints.forgetAll()
  }
  const plain = JSON.stringify(secret.fields)
  const result = await registry.createConnection(
    actor,
    {
      name,
      vendor,
      secret: seal(parts.keyring.sealing, name, plain),
      secretRef: parts.keyring.reference(plain),
      budgetId: newId('bud'),
      sandbox: false,
      document: encodeConnectionDocument({ ...settings.document, secretSetAt: at }),
    },
    body.caps,
  )
  await parts.connections.refresh(name)
  if (result.status === 'name_taken') return problem('name_taken', `A connection named ${name} exists already.`)
  return json(await connectionAnswer(parts, result.connection, at))
})
