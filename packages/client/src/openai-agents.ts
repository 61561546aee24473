/** OpenAI Agents SDK (`@openai/agents`): tools whose refusals are answers, and an agent that ends at one. */
import { answering, isToolResult } from './tool-result.ts'

/** The options of `tool()`, as far as they are needed here. */
interface ToolOptions {
  // Parameters are compared loosely in a method: each tool has its own input.
  execute(...parameters: never[]): unknown
}

/**
 * The same options; where the proxy refuses a call that the tool makes, its result is a `ToolResult`. Without this the
 * SDK tells the model "An error occurred while running the tool. Please try again."
 *
 * ```ts
 * const pay = tool(withKeybrake({ name: 'pay', parameters, execute: async ({ cents }) => … }))
 * ```
 */
export function withKeybrake<Options extends ToolOptions>(options: Options): Options {
  const execute = options.execute.bind(options) as (...parameters: unknown[]) => unknown
  return { ...options, execute: (...parameters: unknown[]) => answering(() => execute(...parameters)) }
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
