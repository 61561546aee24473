/** Vercel AI SDK (`ai`): tools whose refusals are answers, and a condition that ends the loop at one. */
import { refusalOf } from './refusal-of.ts'
import { answering, isToolResult, resultOf } from './tool-result.ts'

interface AiTool {
  execute?: unknown
  toModelOutput?: unknown
}

type Execute = (input: unknown, options: unknown) => unknown
type ToModelOutput = (told: { readonly output: unknown }) => unknown

/**
 * The same tools; where the proxy refuses a call that one of them makes, its output is a `ToolResult` and not an error.
 *
 * ```ts
 * generateText({ model, prompt, tools: withKeybrake({ pay, refund }), stopWhen: [isStepCount(20), refusedByKeybrake()] })
 * ```
 */
export function withKeybrake<Tools extends Readonly<Record<string, object>>>(tools: Tools): Tools {
  return Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, withAnswers(tool)])) as Tools
}

function withAnswers(tool: AiTool): AiTool {
  const { execute, toModelOutput } = tool
  return {
    ...tool,
    ...(typeof execute === 'function' ? { execute: executing(execute.bind(tool) as Execute) } : {}),
    ...(typeof toModelOutput === 'function'
      ? { toModelOutput: showing(toModelOutput.bind(tool) as ToModelOutput) }
      : {}),
  }
}

/** Not `async` itself: the SDK looks at what comes back for a tool that yields several outputs. */
const executing =
  (execute: Execute): Execute =>
  (input, options) => {
    const outcome = attempt(() => execute(input, options))
    if (isAsyncIterable(outcome)) return yielding(outcome)
    return answering(() => outcome)
  }

async function* yielding(outputs: AsyncIterable<unknown>): AsyncGenerator<unknown, void, undefined> {
  try {
    yield* outputs
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    yield resultOf(refusal)
  }
}

/** A tool's own view of its output knows nothing of refusals. */
const showing =
  (toModelOutput: ToModelOutput): ToModelOutput =>
  (told) =>
    isToolResult(told.output) ? { type: 'error-json', value: told.output } : toModelOutput(told)

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return Promise.reject(error as Error)
  }
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

interface Steps {
  readonly steps: readonly { readonly toolResults: readonly { readonly output?: unknown }[] }[]
}

/** For `stopWhen`: the last step had a refusal that nothing but a person changes. */
export const refusedByKeybrake =
  () =>
  ({ steps }: Steps): boolean =>
    (steps.at(-1)?.toolResults ?? []).some(({ output }) => isToolResult(output) && !output.retryable)
