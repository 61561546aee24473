/** The few words of big.js that the money tests use as an oracle; the package has no types of its own. */
declare module 'big.js' {
  class Big {
    constructor(value: string | bigint)
    round(decimals: number, mode: 0 | 3): Big
    times(other: string): Big
    div(other: string): Big
    plus(other: string): Big
    toFixed(): string
  }
  export default Big
}
