/** A refusal as the answer of a tool, and tools that give it. */
import { refusalInResult, refusalOf } from './refusal-of.ts'
import { CapExhausted, type Refused } from './refused.ts'

/** What a model reads in place of the tool's result: of the same members and types in every client. */
export interface ToolResult {
  /** `spend_cap_reached`, or the code. */
  error: string
  code: string
  /** What stopped the call, what would help, whether to retry. */
  message: string
  retryable: boolean
  /** How long to wait, in seconds, where the proxy says. */
  retry_after_s: number | null
  /** What a cheaper call could still cost; null unless a cap refused. */
  remaining_usd: number | null
  call_id: string | null
}

/** @returns null where `error` is no refusal: throw it, it is a fault or a bug */
export function toolResult(error: unknown): ToolResult | null {
  const refusal = refusalOf(error)
  return refusal === null ? null : resultOf(refusal)
}

export function resultOf(refusal: Refused): ToolResult {
  return {
    error: refusal instanceof CapExhausted ? 'spend_cap_reached' : refusal.code,
    code: refusal.code,
    message: refusal.message,
    retryable: refusal.retryable,
    retry_after_s: refusal.retryAfterS,
    remaining_usd: refusal instanceof CapExhausted ? refusal.remainingUsd : null,
    call_id: refusal.callId,
  }
}

/** Whether a tool's result is one of {@link toolResult}, also after a framework has made text of it. */
export function isToolResult(value: unknown): value is ToolResult {
  if (typeof value !== 'object' || value === null) return false
  const { error, code, message, retryable } = value as Partial<Record<keyof ToolResult, unknown>>
  return (
    typeof error === 'string' &&
    typeof code === 'string' &&
    typeof message === 'string' &&
    typeof retryable === 'boolean'
  )
}

/**
 * - `tell_model`: the refusal is the tool's answer, and the model decides what to do without the money.
 * - `stop`: the run ends; what that looks like is the framework's business.
 *
 * A refusal that waiting ends (`retryable`) is told to the model in both.
 */
export type OnRefusal = 'tell_model' | 'stop'

/** The refusal that ends a run, for who asked for `stop`. */
export const endsTheRun = (refusal: Refused, onRefusal: OnRefusal): boolean =>
  onRefusal === 'stop' && !refusal.retryable

/**
 * Runs a tool. A refusal – thrown, or in what the SDK returned – becomes a {@link ToolResult}, or is thrown as
 * {@link Refused} where it ends the run. Every other error goes on as it is.
 */
export async function answering<T>(
  run: () => T | PromiseLike<T>,
  onRefusal: OnRefusal = 'tell_model',
): Promise<T | ToolResult> {
  let refusal: Refused | null
  try {
    const result = await run()
    refusal = refusalInResult(result)
    if (refusal === null) return result
  } catch (error) {
    refusal = refusalOf(error)
    if (refusal === null) throw error
  }
  if (endsTheRun(refusal, onRefusal)) throw refusal
  return resultOf(refusal)
}
