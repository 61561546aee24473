/** What a tool gives back: JSON, as structure and as the text of it. What the admin API says no to is an answer too. */
import { AdminError } from '@keybrake/client'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

/** @throws what is no decision of the admin API: an unreachable proxy, a bug */
export async function answered(work: Promise<Record<string, unknown>>): Promise<CallToolResult> {
  try {
    return result(await work)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    return { ...result(refused(error)), isError: true }
  }
}

const result = (value: Record<string, unknown>): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value, null, 2) }],
  structuredContent: value,
})

/** In the shape of `toolResult` of @keybrake/client, so that a model reads one shape everywhere. */
function refused(error: AdminError): Record<string, unknown> {
  const { ceiling } = error.problem
  return {
    error: error.code,
    code: error.code,
    message: `${error.detail} Nothing was done. Do not retry it unchanged.`,
    retryable: false,
    ...(typeof ceiling === 'string' ? { ceiling } : {}),
    ...(error.errors.length === 0 ? {} : { errors: error.errors }),
  }
}
