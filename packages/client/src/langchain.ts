/** LangChain and LangGraph: a middleware for `createAgent`, and tools and retry rules for graphs of one's own. */
import { refusalOf } from './refusal-of.ts'
import { answering, isToolResult, type OnRefusal, resultOf } from './tool-result.ts'

/** What is needed of `langchain`; given by the caller, so that this package depends on no version of it. */
export interface LangChain<Middleware> {
  // Parameters of `never` take functions of every version; what is given to them is typed below.
  readonly createMiddleware: (config: never) => Middleware
  readonly ToolMessage: new (fields: never) => object
}

interface MiddlewareConfig {
  readonly name: string
  wrapToolCall(request: ToolCallRequest, handler: (request: ToolCallRequest) => unknown): Promise<unknown>
  readonly beforeModel: {
    readonly canJumpTo: readonly ['end']
    hook(state: AgentState): { readonly jumpTo: 'end' } | undefined
  }
}

interface ToolMessageFields {
  readonly content: string
  readonly tool_call_id: string
  readonly name: string
  readonly status: 'error'
}

interface ToolCallRequest {
  readonly toolCall: { readonly id?: string | undefined; readonly name: string }
}

interface AgentState {
  readonly messages: readonly { readonly content: unknown }[]
}

/**
 * A refusal becomes the tool's message and no exception. Put it last in `middleware`, inside of whatever retries tools.
 *
 * ```ts
 * createAgent({ model, tools, middleware: [toolRetryMiddleware(), keybrakeMiddleware(langchain, { onRefusal: 'stop' })] })
 * ```
 *
 * @param langchain `import * as langchain from 'langchain'`
 * @param options `stop`: the agent ends at the refusal, whose message is its last
 */
export function keybrakeMiddleware<Middleware>(
  langchain: LangChain<Middleware>,
  options: { readonly onRefusal?: OnRefusal } = {},
): Middleware {
  const createMiddleware = langchain.createMiddleware as (config: MiddlewareConfig) => Middleware
  const ToolMessage = langchain.ToolMessage as new (fields: ToolMessageFields) => object
  return createMiddleware({
    name: 'Keybrake',
    wrapToolCall: async (request, handler) => {
      try {
        return await handler(request)
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal === null) throw error
        const { id = '', name } = request.toolCall
        return new ToolMessage({ content: JSON.stringify(resultOf(refusal)), tool_call_id: id, name, status: 'error' })
      }
    },
    beforeModel: {
      canJumpTo: ['end'],
      hook: ({ messages }) =>
        options.onRefusal === 'stop' && endedByRefusal(messages) ? { jumpTo: 'end' } : undefined,
    },
  })
}

/** Whether one of the messages since the model last spoke is a refusal that nothing but a person changes. */
export function endedByRefusal(messages: AgentState['messages']): boolean {
  for (const message of [...messages].reverse()) {
    if (!('tool_call_id' in message)) return false
    const result = parsed(message.content)
    if (isToolResult(result) && !result.retryable) return true
  }
  return false
}

/**
 * For `tool(answeringTool(run), …)`: the same function, with refusals as its result. A graph of one's own needs no more;
 * so does a tool whose SDK returns its errors (resend).
 */
export const answeringTool =
  <Parameters extends unknown[], Result>(run: (...parameters: Parameters) => Result | PromiseLike<Result>) =>
  (...parameters: Parameters) =>
    answering(() => run(...parameters))

/** For `retryOn`, of a node's `retryPolicy` or of `toolRetryMiddleware`: everything but refusals. */
export const unlessRefused = (error: unknown): boolean => refusalOf(error) === null

function parsed(content: unknown): unknown {
  if (typeof content !== 'string') return null
  try {
    return JSON.parse(content)
  } catch {
    return null
  }
}
