/** Twilio's Lookup and Verify products. Source: twilio-oai 2.6.7. The form of a line is explained in `../operations.ts`. */
export const products = `
lookups.phone_numbers.fetch GET /v2/PhoneNumbers/{id} rule verification
lookups.phone_numbers.overrides.fetch GET /v2/PhoneNumbers/{id}/Overrides/{id}
lookups.phone_numbers.overrides.create POST /v2/PhoneNumbers/{id}/Overrides/{id} json
lookups.phone_numbers.overrides.update PUT /v2/PhoneNumbers/{id}/Overrides/{id} json
lookups.phone_numbers.overrides.delete DELETE /v2/PhoneNumbers/{id}/Overrides/{id} free
lookups.rate_limits.fetch GET /v2/RateLimits free
lookups.rate_limits.fields.bucket.fetch GET /v2/RateLimits/Fields/{id}/Bucket/{id} free
lookups.rate_limits.fields.bucket.update PUT /v2/RateLimits/Fields/{id}/Bucket/{id} json
lookups.rate_limits.fields.bucket.delete DELETE /v2/RateLimits/Fields/{id}/Bucket/{id}
lookups.batch.query.create POST /v2/batch/query json rule verification
verify.attempts.list GET /v2/Attempts free
verify.attempts.summary.fetch GET /v2/Attempts/Summary free
verify.attempts.fetch GET /v2/Attempts/{id} free
verify.forms.fetch GET /v2/Forms/{id}
verify.safe_list.numbers.create POST /v2/SafeList/Numbers
verify.safe_list.numbers.fetch GET /v2/SafeList/Numbers/{id} free
verify.safe_list.numbers.delete DELETE /v2/SafeList/Numbers/{id}
verify.services.list GET /v2/Services free
verify.services.create POST /v2/Services rule
verify.services.fetch GET /v2/Services/{id} free
verify.services.update POST /v2/Services/{id} rule
verify.services.delete DELETE /v2/Services/{id} free
verify.services.access_tokens.create POST /v2/Services/{id}/AccessTokens
verify.services.access_tokens.fetch GET /v2/Services/{id}/AccessTokens/{id}
verify.services.entities.list GET /v2/Services/{id}/Entities free
verify.services.entities.create POST /v2/Services/{id}/Entities free
verify.services.entities.fetch GET /v2/Services/{id}/Entities/{id} free
verify.services.entities.delete DELETE /v2/Services/{id}/Entities/{id} free
verify.services.entities.challenges.list GET /v2/Services/{id}/Entities/{id}/Challenges free
verify.services.entities.challenges.create POST /v2/Services/{id}/Entities/{id}/Challenges rule verification
verify.services.entities.challenges.fetch GET /v2/Services/{id}/Entities/{id}/Challenges/{id} free
verify.services.entities.challenges.update POST /v2/Services/{id}/Entities/{id}/Challenges/{id} free
verify.services.entities.challenges.notifications.create POST /v2/Services/{id}/Entities/{id}/Challenges/{id}/Notifications verification
verify.services.entities.factors.list GET /v2/Services/{id}/Entities/{id}/Factors free
verify.services.entities.factors.create POST /v2/Services/{id}/Entities/{id}/Factors
verify.services.entities.factors.fetch GET /v2/Services/{id}/Entities/{id}/Factors/{id} free
verify.services.entities.factors.update POST /v2/Services/{id}/Entities/{id}/Factors/{id} verification
verify.services.entities.factors.delete DELETE /v2/Services/{id}/Entities/{id}/Factors/{id} free
verify.services.messaging_configurations.list GET /v2/Services/{id}/MessagingConfigurations free
verify.services.messaging_configurations.create POST /v2/Services/{id}/MessagingConfigurations
verify.services.messaging_configurations.fetch GET /v2/Services/{id}/MessagingConfigurations/{id} free
verify.services.messaging_configurations.update POST /v2/Services/{id}/MessagingConfigurations/{id}
verify.services.messaging_configurations.delete DELETE /v2/Services/{id}/MessagingConfigurations/{id} free
verify.services.passkeys.approve_challenge.update POST /v2/Services/{id}/Passkeys/ApproveChallenge json free
verify.services.passkeys.challenges.create POST /v2/Services/{id}/Passkeys/Challenges json rule verification
verify.services.passkeys.factors.create POST /v2/Services/{id}/Passkeys/Factors json
verify.services.passkeys.verify_factor.update POST /v2/Services/{id}/Passkeys/VerifyFactor json verification
verify.services.rate_limits.list GET /v2/Services/{id}/RateLimits free
verify.services.rate_limits.create POST /v2/Services/{id}/RateLimits
verify.services.rate_limits.fetch GET /v2/Services/{id}/RateLimits/{id} free
verify.services.rate_limits.update POST /v2/Services/{id}/RateLimits/{id}
verify.services.rate_limits.delete DELETE /v2/Services/{id}/RateLimits/{id}
verify.services.rate_limits.buckets.list GET /v2/Services/{id}/RateLimits/{id}/Buckets free
verify.services.rate_limits.buckets.create POST /v2/Services/{id}/RateLimits/{id}/Buckets
verify.services.rate_limits.buckets.fetch GET /v2/Services/{id}/RateLimits/{id}/Buckets/{id} free
verify.services.rate_limits.buckets.update POST /v2/Services/{id}/RateLimits/{id}/Buckets/{id}
verify.services.rate_limits.buckets.delete DELETE /v2/Services/{id}/RateLimits/{id}/Buckets/{id}
verify.services.verification_check.create POST /v2/Services/{id}/VerificationCheck free
verify.services.verifications.create POST /v2/Services/{id}/Verifications rule verification
verify.services.verifications.fetch GET /v2/Services/{id}/Verifications/{id} free
verify.services.verifications.update POST /v2/Services/{id}/Verifications/{id} free
verify.services.webhooks.list GET /v2/Services/{id}/Webhooks free
verify.services.webhooks.create POST /v2/Services/{id}/Webhooks
verify.services.webhooks.fetch GET /v2/Services/{id}/Webhooks/{id} free
verify.services.webhooks.update POST /v2/Services/{id}/Webhooks/{id}
verify.services.webhooks.delete DELETE /v2/Services/{id}/Webhooks/{id}
verify.templates.list GET /v2/Templates free
`
