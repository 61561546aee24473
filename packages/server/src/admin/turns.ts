/** Work on the same thing goes one after another; a failure does not stop the next. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#last.set(name, mine)
    const done = (): void => {
      if (this.#last.get(name) === mine) this.#last.delete(name)
    }
    mine.then(done, done)
    return mine
  }
}
