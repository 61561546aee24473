/** Writes docs/clients/matrix.md anew from what the runs of the agent frameworks left, as these do at their end. */
import { writeMatrixPage } from './lib/matrix.ts'

writeMatrixPage()
