/** A refusal of the proxy in the shape that a definition gives. */
import type { Refusal } from '@keybrake/core'
import type { RenderedRefusal } from '../adapter.ts'
import { refusalParts } from '../shared/refuse.ts'
import type { Definition, Template } from './schema/definition-schema.ts'

export function refusal({ refusal: shape }: Definition, refused: Refusal, callId: string | null): RenderedRefusal {
  const { status, own, headers } = refusalParts(refused, callId)
  const { words } = shape
  const values: Readonly<Record<string, string>> = {
    message: refused.message,
    code: refused.code,
    call_id: callId ?? '',
    status: String(status),
    word: words.get(refused.code) ?? words.get(String(status)) ?? words.get('other') ?? refused.code,
  }
  const body = { ...own, ...(filled(shape.body, values, status) as Record<string, unknown>), keybrake: own }
  return { status, headers, body: JSON.stringify(body) }
}

const PLACEHOLDER = /\{(message|code|call_id|status|word)\}/g

function filled(template: Template, values: Readonly<Record<string, string>>, status: number): unknown {
  // Alone it is a number, as vendors write a status.
  if (template === '{status}') return status
  if (typeof template === 'string') return template.replace(PLACEHOLDER, (_whole, name: string) => values[name] ?? '')
  if (template instanceof Map)
    return Object.fromEntries([...template].map(([name, member]) => [name, filled(member, values, status)]))
  return (template as readonly Template[]).map((member) => filled(member, values, status))
}
