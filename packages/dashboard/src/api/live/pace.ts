/**
 * How often what the stream brings is drawn. Up to a pace that an eye can follow, soon after it came; above it a screen would be
 * full of new rows several times a second, which nobody can read and which costs the page its responsiveness.
 */

/** Rows a second from which on they are no longer drawn as they come. A screen shows about 20. */
export const RUSH_PER_SECOND = 300
const DRAW_MS = 80
const RUSH_DRAW_MS = 500
/** Back at the usual pace only well below the bound, so that it does not go to and fro. */
const CALM_SHARE = 0.8

export class Pace {
  #second = 0
  #inSecond = 0
  #perSecond = 0
  #isRush = false

  /** @param rows how many came @param now milliseconds */
  count(rows: number, now: number): void {
    this.#moveTo(now)
    this.#inSecond += rows
  }

  /** Rows of the last whole second while they come too fast to be read, else null. */
  rush(now: number): number | null {
    this.#moveTo(now)
    return this.#isRush ? this.#perSecond : null
  }

  /** Milliseconds from the first row that is not drawn yet to the next drawing. */
  drawMs(now: number): number {
    return this.rush(now) === null ? DRAW_MS : RUSH_DRAW_MS
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / 1_000)
    if (second === this.#second) return
    this.#perSecond = second === this.#second + 1 ? this.#inSecond : 0
    this.#second = second
    this.#inSecond = 0
    this.#isRush = this.#perSecond > RUSH_PER_SECOND * (this.#isRush ? CALM_SHARE : 1)
  }
}
