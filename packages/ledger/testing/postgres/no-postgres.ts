/** No server of our own can run on this machine; the message says why. A suite then says that it is left out (`or-left-out.ts`). */
export class NoPostgres extends Error {
  override readonly name = 'NoPostgres'
}
