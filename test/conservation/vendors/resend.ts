/** Resend in the proof: mails, batches and broadcasts. Each recipient counts, and nothing is given back without proof. */
import type { Chance } from '../lib/chance.ts'
import { beside } from '../lib/stage.ts'
import type { Made, Tale } from '../lib/tale.ts'
import type { Ask, Effect, World } from '../lib/world.ts'

const WEIGHTS = {
  send: 28,
  send_bad: 3,
  scheduled: 12,
  batch: 14,
  batch_permissive: 10,
  cancel: 10,
  reschedule: 5,
  draft: 6,
  broadcast: 5,
  broadcast_send: 9,
} as const
type Op = keyof typeof WEIGHTS

interface Move {
  readonly op: Op
  readonly which: number
  readonly mails: number
  readonly to: number
  readonly cc: number
  readonly bcc: number
}

const UNIT = 900n
const CONTACTS_MAX = 7n
const BROADCAST_UNIT = 500n
const settings = { unit_usd: '0.0009', contacts_max: '7', broadcast_unit_usd: '0.0005' }

const address = (number: number, which: number): string => `s${number}.${which}@conservation.example`
const ADDRESS = /^s(\d+)\./
const addresses = (number: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => address(number, at))

function mail({ number }: Tale<Move>, { to, cc, bcc }: Move, mark: string): Record<string, unknown> {
  return {
    from: 'Proof <proof@conservation.example>',
    to: addresses(number, to),
    cc: addresses(number, cc),
    bcc: addresses(number, bcc),
    subject: mark,
    text: 'proof',
  }
}

function ask(move: Move, tale: Tale<Move>, mark: string): Ask | null {
  const { op, which, mails } = move
  const post = { method: 'POST', object: null, mark: { holds: mark }, free: false } as const
  if (op === 'send') return { ...post, path: '/emails', json: mail(tale, move, mark) }
  if (op === 'send_bad') return { ...post, path: '/emails', json: { ...mail(tale, move, mark), from: 'nobody' } }
  if (op === 'scheduled')
    return { ...post, path: '/emails', json: { ...mail(tale, move, mark), scheduled_at: '2099-01-01T00:00:00Z' } }
  if (op === 'batch') return { ...post, path: '/emails/batch', json: batchOf(tale, move, mark, -1) }
  if (op === 'batch_permissive')
    return {
      ...post,
      path: '/emails/batch',
      json: batchOf(tale, move, mark, which < mails ? which : -1),
      headers: { 'x-batch-validation': 'permissive' },
    }
  if (op === 'draft' || op === 'broadcast') {
    const segment = tale.object(['segment'], 0)
    if (segment === null) return null
    const json = { from: 'Proof <proof@conservation.example>', subject: mark, segment_id: segment.id, name: mark }
    return {
      ...post,
      path: '/broadcasts',
      json: op === 'broadcast' ? { ...json, send: true } : json,
      free: op === 'draft',
    }
  }
  if (op === 'broadcast_send') {
    const draft = tale.object(['draft'], which)
    if (draft === null) return null
    const path = `/broadcasts/${draft.id}/send`
    return { method: 'POST', path, json: {}, object: draft.id, mark: { path }, free: false }
  }
  const object = tale.object(['scheduled'], which)
  if (object === null) return null
  const path = op === 'cancel' ? `/emails/${object.id}/cancel` : `/emails/${object.id}`
  const json = op === 'cancel' ? {} : { scheduled_at: '2099-02-01T00:00:00Z' }
  return { method: op === 'cancel' ? 'POST' : 'PATCH', path, json, object: object.id, mark: { path }, free: true }
}

/** @param bad the place of a mail without a sender that could be one, or -1 */
const batchOf = (tale: Tale<Move>, move: Move, mark: string, bad: number): unknown =>
  Array.from({ length: move.mails }, (_, at) =>
    at === bad ? { ...mail(tale, move, mark), from: 'nobody' } : mail(tale, move, mark),
  )

/** Each recipient that was sent to, at the unit price; a broadcast as many contacts as the plan allows. */
function effect({ executed, ask: { free } }: Made<Move>): Effect | null {
  if (executed === null || free) return null
  const isBroadcast = executed.operation.startsWith('broadcasts.')
  const total = isBroadcast ? CONTACTS_MAX * BROADCAST_UNIT : BigInt(executed.amount ?? '0') * UNIT
  return { object: `${executed.order}`, how: 'states', total }
}

const KINDS: Partial<Record<Op, string>> = { scheduled: 'scheduled', draft: 'draft' }

export const resend: World<Move> = {
  vendor: 'resend',
  settings,
  keyFields: {},
  begin: async (stage, tale) => {
    if (!tale.story.steps.some(({ move }) => move.op === 'draft' || move.op === 'broadcast')) return
    const id = await beside(stage, 'resend', '/segments', { name: `story ${tale.number}` })
    tale.learn(id, 'segment')
    for (let which = 0; which <= tale.number % 3; which++)
      await beside(stage, 'resend', '/contacts', { email: address(tale.number, which), segments: [{ id }] })
  },
  opening: (chance) => draw(chance, chance.oneOf(['send', 'scheduled', 'batch', 'draft'])),
  move: (chance) => draw(chance, chance.weighted(WEIGHTS)),
  typical: 6_000,
  grain: 900,
  spoilable: ({ op }) => op === 'batch' || op === 'batch_permissive' || op === 'send',
  ask,
  learn: ({ step }, { id }, tale) => {
    const kind = KINDS[step.move.op]
    if (kind !== undefined) tale.learn(id, kind)
  },
  numberOf: ({ customer }) => {
    const found = ADDRESS.exec(customer ?? '')
    return found === null ? null : Number(found[1])
  },
  // What is billed: a broadcast’s mails at a price of their own.
  worth: (mails, { operation }) => mails * (operation.startsWith('broadcasts.') ? BROADCAST_UNIT : UNIT),
  refusalEnds: () => false,
  effect,
}

const draw = (chance: Chance, op: Op): Move => ({
  op,
  which: chance.below(4),
  mails: 1 + chance.below(4),
  to: 1 + chance.below(3),
  cc: chance.below(3),
  bcc: chance.below(2),
})
