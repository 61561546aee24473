/** Twilio's Lookup and Verify products. Source: twilio-oai 2.6.7. The form of a line is explained in `../operations.ts`. */
export const products = `
lookups.phone_numbers.fetch GET /v2/PhoneNumbers/{id}
lookups.phone_numbers.overrides.fetch GET /v2/PhoneNumbers/{id}/Overrides/{id}
lookups.phone_numbers.overrides.create POST /v2/PhoneNumbers/{id}/Overrides/{id} json
lookups.phone_numbers.overrides.update PUT /v2/PhoneNumbers/{id}/Overrides/{id} json
lookups.phone_numbers.overrides.delete DELETE /v2/PhoneNumbers/{id}/Overrides/{id}
lookups.rate_limits.fetch GET /v2/RateLimits
lookups.rate_limits.fields.bucket.fetch GET /v2/RateLimits/Fields/{id}/Bucket/{id}
lookups.rate_limits.fields.bucket.update PUT /v2/RateLimits/Fields/{id}/Bucket/{id} json
lookups.rate_limits.fields.bucket.delete DELETE /v2/RateLimits/Fields/{id}/Bucket/{id}
lookups.batch.query.create POST /v2/batch/query json
verify.attempts.list GET /v2/Attempts
verify.attempts.summary.fetch GET /v2/Attempts/Summary
verify.attempts.fetch GET /v2/Attempts/{id}
verify.forms.fetch GET /v2/Forms/{id}
verify.safe_list.numbers.create POST /v2/SafeList/Numbers
verify.safe_list.numbers.fetch GET /v2/SafeList/Numbers/{id}
verify.safe_list.numbers.delete DELETE /v2/SafeList/Numbers/{id}
verify.services.list GET /v2/Services
verify.services.create POST /v2/Services
verify.services.fetch GET /v2/Services/{id}
verify.services.update POST /v2/Services/{id}
verify.services.delete DELETE /v2/Services/{id}
verify.services.access_tokens.create POST /v2/Services/{id}/AccessTokens
verify.services.access_tokens.fetch GET /v2/Services/{id}/AccessTokens/{id}
verify.services.entities.list GET /v2/Services/{id}/Entities
verify.services.entities.create POST /v2/Services/{id}/Entities
verify.services.entities.fetch GET /v2/Services/{id}/Entities/{id}
verify.services.entities.delete DELETE /v2/Services/{id}/Entities/{id}
verify.services.entities.challenges.list GET /v2/Services/{id}/Entities/{id}/Challenges
verify.services.entities.challenges.create POST /v2/Services/{id}/Entities/{id}/Challenges
verify.services.entities.challenges.fetch GET /v2/Services/{id}/Entities/{id}/Challenges/{id}
verify.services.entities.challenges.update POST /v2/Services/{id}/Entities/{id}/Challenges/{id}
verify.services.entities.challenges.notifications.create POST /v2/Services/{id}/Entities/{id}/Challenges/{id}/Notifications
verify.services.entities.factors.list GET /v2/Services/{id}/Entities/{id}/Factors
verify.services.entities.factors.create POST /v2/Services/{id}/Entities/{id}/Factors
verify.services.entities.factors.fetch GET /v2/Services/{id}/Entities/{id}/Factors/{id}
verify.services.entities.factors.update POST /v2/Services/{id}/Entities/{id}/Factors/{id}
verify.services.entities.factors.delete DELETE /v2/Services/{id}/Entities/{id}/Factors/{id}
verify.services.messaging_configurations.list GET /v2/Services/{id}/MessagingConfigurations
verify.services.messaging_configurations.create POST /v2/Services/{id}/MessagingConfigurations
verify.services.messaging_configurations.fetch GET /v2/Services/{id}/MessagingConfigurations/{id}
verify.services.messaging_configurations.update POST /v2/Services/{id}/MessagingConfigurations/{id}
verify.services.messaging_configurations.delete DELETE /v2/Services/{id}/MessagingConfigurations/{id}
verify.services.passkeys.approve_challenge.update POST /v2/Services/{id}/Passkeys/ApproveChallenge json
verify.services.passkeys.challenges.create POST /v2/Services/{id}/Passkeys/Challenges json
verify.services.passkeys.factors.create POST /v2/Services/{id}/Passkeys/Factors json
verify.services.passkeys.verify_factor.update POST /v2/Services/{id}/Passkeys/VerifyFactor json
verify.services.rate_limits.list GET /v2/Services/{id}/RateLimits
verify.services.rate_limits.create POST /v2/Services/{id}/RateLimits
verify.services.rate_limits.fetch GET /v2/Services/{id}/RateLimits/{id}
verify.services.rate_limits.update POST /v2/Services/{id}/RateLimits/{id}
verify.services.rate_limits.delete DELETE /v2/Services/{id}/RateLimits/{id}
verify.services.rate_limits.buckets.list GET /v2/Services/{id}/RateLimits/{id}/Buckets
verify.services.rate_limits.buckets.create POST /v2/Services/{id}/RateLimits/{id}/Buckets
verify.services.rate_limits.buckets.fetch GET /v2/Services/{id}/RateLimits/{id}/Buckets/{id}
verify.services.rate_limits.buckets.update POST /v2/Services/{id}/RateLimits/{id}/Buckets/{id}
verify.services.rate_limits.buckets.delete DELETE /v2/Services/{id}/RateLimits/{id}/Buckets/{id}
verify.services.verification_check.create POST /v2/Services/{id}/VerificationCheck
verify.services.verifications.create POST /v2/Services/{id}/Verifications
verify.services.verifications.fetch GET /v2/Services/{id}/Verifications/{id}
verify.services.verifications.update POST /v2/Services/{id}/Verifications/{id}
verify.services.webhooks.list GET /v2/Services/{id}/Webhooks
verify.services.webhooks.create POST /v2/Services/{id}/Webhooks
verify.services.webhooks.fetch GET /v2/Services/{id}/Webhooks/{id}
verify.services.webhooks.update POST /v2/Services/{id}/Webhooks/{id}
verify.services.webhooks.delete DELETE /v2/Services/{id}/Webhooks/{id}
verify.templates.list GET /v2/Templates
`
