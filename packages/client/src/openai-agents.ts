/** OpenAI Agents SDK (`@openai/agents`): tools whose refusals are answers, and an agent that ends at one. */
import { answering, isToolResult } from './tool-result.ts'

interface ToolOptions {
  readonly execute: (...parameters: unknown[]) => unknown
}

/**
 * The SDK's `tool`, for tools whose result is a `ToolResult` where the proxy refuses a call that they make. Without this
 * the SDK tells the model "An error occurred while running the tool. Please try again."
 *
 * ```ts
 * const tool = withKeybrake(agents.tool)
 * const pay = tool({ name: 'pay', description, parameters, execute: async ({ cents }) => … })
 * ```
 */
export function withKeybrake<Tool extends (options: never) => unknown>(tool: Tool): Tool {
  const plain = tool as unknown as (options: ToolOptions) => unknown
  const answers = (options: ToolOptions) =>
    plain({ ...options, execute: (...parameters) => answering(() => options.execute(...parameters)) })
  // Its parameters are inferred by the SDK's own type: the input of a tool from its schema.
  return answers as unknown as Tool
}

interface FunctionResult {
  readonly type: string
  readonly output?: unknown
}

type Final =
  | { readonly isFinalOutput: true; readonly isInterrupted: undefined; readonly finalOutput: string }
  | { readonly isFinalOutput: false; readonly isInterrupted: undefined }

/**
 * For `toolUseBehavior`: the run ends with the refusal as its final output (the JSON text of a `ToolResult`), and the model
 * is not asked again. Any other result goes to the model.
 */
export function stopAtRefusal(_context: unknown, results: readonly FunctionResult[]): Final {
  const refusal = results.map(({ output }) => output).find((output) => isToolResult(output) && !output.retryable)
  return refusal === undefined
    ? { isFinalOutput: false, isInterrupted: undefined }
    : { isFinalOutput: true, isInterrupted: undefined, finalOutput: JSON.stringify(refusal) }
}
