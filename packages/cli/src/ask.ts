/** Questions to a person, on stderr: stdout is for data. */
import { isCancel, confirm, password, select, text } from '@clack/prompts'
import { Fault } from './fault.ts'
import type { Streams } from './output/output.ts'

type Ends = Pick<Streams, 'stdin' | 'stderr'>

const ends = ({ stdin, stderr }: Ends) => ({ input: stdin, output: stderr })

/** Ctrl-C at a question is an answer too. */
function given<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new Fault('interrupted', 'stopped; nothing was changed')
  return answer as Exclude<T, symbol>
}

export const ask = async (streams: Ends, message: string): Promise<boolean> =>
  given(await confirm({ message, initialValue: false, ...ends(streams) }))

export const askText = async (
  streams: Ends,
  message: string,
  initialValue: string,
  why: (text: string) => string | undefined,
): Promise<string> =>
  given(await text({ message, initialValue, validate: (value) => why(value ?? ''), ...ends(streams) }))

export const askSecret = async (streams: Ends, message: string): Promise<string> =>
  given(
    await password({
      message,
      validate: (value) => ((value ?? '') === '' ? 'is needed' : undefined),
      ...ends(streams),
    }),
  )

export async function askChoice<T extends string>(
  streams: Ends,
  message: string,
  options: readonly { readonly value: T; readonly label: string }[],
): Promise<T> {
  const choices = options.map(({ value, label }) => ({ value: value as string, label }))
  return given(await select<string>({ message, options: choices, ...ends(streams) })) as T
}
