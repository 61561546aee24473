/** What is wrong with one field. `pointer` is a JSON pointer (RFC 6901) into the body, or `/name` of a query parameter. */
export interface FieldFault {
  readonly pointer: string
  readonly message: string
}

export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  /** `malformed`: not JSON at all. */
  | { readonly ok: false; readonly malformed: boolean; readonly faults: readonly FieldFault[] }
