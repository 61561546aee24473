/**
 * Ends the process of a test file once nothing is left to do. Node's own end goes through every handle again and was seen to go
 * round for ever there (24.21, twice in some hundred runs) after connections had been cut in the middle; `process.exit` leaves that out.
 */
let ends = 0

process.on('beforeExit', () => {
  ends++
  // The first time is the test runner's: what it still has to say comes before the second.
  if (ends === 1) setImmediate(() => undefined)
  else process.exit()
})
