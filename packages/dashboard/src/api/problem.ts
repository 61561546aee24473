/** What the admin API answers when it does not do what was asked (RFC 9457), as an error value. */
export interface FieldFault {
  /** JSON pointer into the body that was sent, `/daily_usd_cap`. */
  readonly pointer: string
  readonly message: string
}

export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly errors: readonly FieldFault[]
  /** Every member of the answer, also those not named here (`ceiling`, …). */
  readonly members: Readonly<Record<string, unknown>>

  constructor(status: number, members: Readonly<Record<string, unknown>>) {
    const title = textOf(members['title']) ?? `The server answered ${status}.`
    super(textOf(members['detail']) ?? title)
    this.status = status
    this.code = textOf(members['code']) ?? `http_${status}`
    this.title = title
    this.errors = faultsOf(members['errors'])
    this.members = members
  }
}

/** The server could not be reached, or the answer broke off: whether a write happened is not known. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** The message for the field at `pointer`, if the answer blames it. */
export function faultAt(error: unknown, pointer: string): string | undefined {
  return error instanceof Problem ? error.errors.find((fault) => fault.pointer === pointer)?.message : undefined
}

/** One sentence about any error, for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Problem && error.errors.length > 0)
    return `${error.title} ${error.errors.map(({ pointer, message }) => `${pointer.slice(1) || 'The body'} ${message}`).join('; ')}.`
  return error instanceof Error ? error.message : 'Something went wrong.'
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function faultsOf(value: unknown): readonly FieldFault[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: unknown) => {
    const { pointer, message } = (entry ?? {}) as { pointer?: unknown; message?: unknown }
    return typeof pointer === 'string' && typeof message === 'string' ? [{ pointer, message }] : []
  })
}
