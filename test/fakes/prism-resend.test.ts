/** Prism takes every request of the Resend SDKs as it leaves the product: it checks them against Resend's own description. */
import { leftOut } from '../sdk/lib/left-out.ts'
import { programsOf, pythonProgram } from '../sdk/lib/program.ts'
import { RESEND_NODE, RESEND_PYTHON } from '../sdk/lib/sdks.ts'
import { type Also, pageIsAccepted, programIsAccepted, tourIsAccepted } from './lib/accepted.ts'
import { keysAreScoped, stageBefore } from './lib/behind.ts'
import { PYTHON_TOURS, startPrism } from './lib/fake.ts'
import { emailCalls } from './lib/tours/resend.ts'

/** Resend honours keys where it sends, and nowhere else. */
const scoped: Also = (scene) =>
  keysAreScoped(scene, ({ method, url }) => method === 'POST' && /^\/emails(\/batch)?$/.test(url))

const started = await startPrism('resend.json')
const programs = await programsOf([RESEND_NODE, RESEND_PYTHON])
const python = await pythonProgram(PYTHON_TOURS, 'resend')
if (started.kind === 'missing') leftOut('Prism with Resend’s description', started.why)
else {
  const scene = await stageBefore(started.fake)
  for (const [sdk, made] of programs) pageIsAccepted(scene, sdk, made, scoped)
  tourIsAccepted('emails', scene, 'resend', emailCalls, scoped)
  programIsAccepted('resend (Python)', scene, 'resend', python, scoped)
}
