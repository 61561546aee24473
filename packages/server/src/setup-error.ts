/** A mistake in the set-up that a person can mend: shown as one sentence, without a stack; the process exits with 2. */
export class SetupError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SetupError'
  }
}
