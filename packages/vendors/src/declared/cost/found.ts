/** What looking for a number gives. */
export type Found<T> =
  | { readonly kind: 'found'; readonly value: T }
  /** Nothing is stated: before a call it is refused, of an answer the hold stands. */
  | { readonly kind: 'absent'; readonly why: string }
  /** Something is stated that can't be read. */
  | { readonly kind: 'unreadable'; readonly why: string }

export const found = <T>(value: T): Found<T> => ({ kind: 'found', value })
export const absent = (why: string): Found<never> => ({ kind: 'absent', why })
export const unreadable = (why: string): Found<never> => ({ kind: 'unreadable', why })
