/** Prism takes every request of the Twilio SDKs as it leaves the product: it checks them against Twilio's own description. */
import { leftOut } from '../sdk/lib/left-out.ts'
import { programsOf, pythonProgram } from '../sdk/lib/program.ts'
import { TWILIO_NODE, TWILIO_PYTHON } from '../sdk/lib/sdks.ts'
import { pageIsAccepted, programIsAccepted, tourIsAccepted } from './lib/accepted.ts'
import { stageBefore } from './lib/behind.ts'
import { PYTHON_TOURS, startPrism } from './lib/fake.ts'
import { messageCalls, productCalls } from './lib/tours/twilio.ts'

const started = await startPrism('twilio.json')
const programs = await programsOf([TWILIO_NODE, TWILIO_PYTHON])
const python = await pythonProgram(PYTHON_TOURS, 'twilio')
if (started.kind === 'missing') leftOut('Prism with Twilio’s description', started.why)
else {
  const scene = await stageBefore(started.fake)
  for (const [sdk, made] of programs) pageIsAccepted(scene, sdk, made, () => undefined)
  tourIsAccepted('messages', scene, 'twilio', messageCalls, () => undefined)
  tourIsAccepted('verifications and lookups', scene, 'twilio', productCalls, () => undefined)
  programIsAccepted('twilio (Python)', scene, 'twilio', python, () => undefined)
}
