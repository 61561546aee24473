import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectLink, requestLink } from './vendor-links.ts'

const row = (vendor: string, id: string) => ({ vendor, vendor_request_id: id, vendor_object_id: id })

test('ids in the vendor’s form lead to its dashboard', () => {
  assert.equal(requestLink(row('stripe', 'req_I7AfId9'), 'live'), 'https://dashboard.stripe.com/logs/req_I7AfId9')
  assert.equal(objectLink(row('stripe', 'pi_BHyzkNB'), 'test'), 'https://dashboard.stripe.com/test/payments/pi_BHyzkNB')
})

test('anything else leads nowhere: an id comes from an answer, and may hold anything', () => {
  for (const id of ['req_/../x', 'https://evil.example', 'pi_a?b', 'pi_<x>', ''])
    for (const vendor of ['stripe', 'twilio', 'resend', 'other'])
      assert.deepEqual(
        [requestLink(row(vendor, id), null), objectLink(row(vendor, id), null)],
        [null, null],
        `${vendor} ${id}`,
      )
  assert.equal(objectLink(row('other', 'pi_BHyzkNB'), null), null)
})
