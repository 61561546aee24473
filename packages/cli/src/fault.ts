/** How a command ends other than well: what happened, why, and what to do next. */
import type { Ending } from './exit-codes.ts'

export interface FaultWords {
  /** One line for each wrong field: a JSON pointer, and what is wrong with it. */
  readonly fields?: readonly { readonly pointer: string; readonly message: string }[]
  /** A command, or a sentence, that helps. */
  readonly next?: string
}

export class Fault extends Error {
  readonly ending: Ending
  readonly words: FaultWords

  /** @param message what happened and why, one or two sentences */
  constructor(ending: Ending, message: string, words: FaultWords = {}) {
    super(message)
    this.name = 'Fault'
    this.ending = ending
    this.words = words
  }
}

export const usage = (message: string, next?: string): Fault =>
  new Fault('usage', message, next === undefined ? {} : { next })
