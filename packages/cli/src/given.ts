/** What stands on the command line, read by name and kind. */
import { usage } from './fault.ts'

export class Given {
  readonly #args: readonly unknown[]
  readonly #options: Readonly<Record<string, unknown>>

  constructor(args: readonly unknown[], options: Readonly<Record<string, unknown>>) {
    this.#args = args
    this.#options = options
  }

  /** A required argument. */
  arg(index: number): string {
    const value = this.#args[index]
    if (typeof value !== 'string') throw usage('an argument is missing')
    return value
  }

  /** Of a variadic argument. */
  rest(index: number): readonly string[] {
    const value = this.#args[index]
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
  }

  /** @param name in camel case, as commander names it */
  text(name: string): string | null {
    const value = this.#options[name]
    return typeof value === 'string' ? value : null
  }

  texts(name: string): readonly string[] {
    const value = this.#options[name]
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
  }

  flag(name: string): boolean {
    return this.#options[name] === true
  }

  /** False only where `--no-<name>` stands. */
  notRefused(name: string): boolean {
    return this.#options[name] !== false
  }

  whole(name: string, flag: string, min = 0): number | null {
    const text = this.text(name)
    if (text === null) return null
    const value = Number.parseInt(text, 10)
    if (!/^[0-9]{1,15}$/.test(text) || value < min)
      throw usage(`${flag} needs a whole number from ${min}, not ${JSON.stringify(text)}`)
    return value
  }
}
