import { resend } from '../src/resend/adapter.ts'
import { stripe } from '../src/stripe/adapter.ts'
import { twilio } from '../src/twilio/adapter.ts'
import { runFixtures } from './run-fixtures.ts'

runFixtures(stripe)
runFixtures(twilio)
runFixtures(resend)
