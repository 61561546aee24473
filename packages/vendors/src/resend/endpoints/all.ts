/** The Resend API. Source: resend-openapi 1.5.0. The form of a line is explained in `../operations.ts`. */
export const all = `
emails.list GET /emails
emails.send POST /emails rule email
emails.get GET /emails/{id}
emails.update PATCH /emails/{id} free
emails.cancel POST /emails/{id}/cancel rule
emails.share POST /emails/{id}/share free
batch.send POST /emails/batch rule email
emails.list_attachments GET /emails/{id}/attachments
emails.get_attachment GET /emails/{id}/attachments/{id}
emails.list_receiving GET /emails/receiving
emails.get_receiving GET /emails/receiving/{id}
emails.list_receiving_attachments GET /emails/receiving/{id}/attachments
emails.get_receiving_attachment GET /emails/receiving/{id}/attachments/{id}
emails.metrics GET /emails/metrics
domains.list GET /domains
domains.create POST /domains fee
domains.get GET /domains/{id}
domains.update PATCH /domains/{id}
domains.remove DELETE /domains/{id}
domains.verify POST /domains/{id}/verify free
domains.create_claim POST /domains/claim
domains.get_claim GET /domains/{id}/claim
domains.verify_claim POST /domains/{id}/claim/verify
api_keys.list GET /api-keys
api_keys.create POST /api-keys
api_keys.update PATCH /api-keys/{id}
api_keys.remove DELETE /api-keys/{id}
oauth.list_grants GET /oauth/grants
oauth.revoke_grant DELETE /oauth/grants/{id}
templates.list GET /templates
templates.create POST /templates free
templates.get GET /templates/{id}
templates.update PATCH /templates/{id} free
templates.remove DELETE /templates/{id} free
templates.publish POST /templates/{id}/publish free
templates.duplicate POST /templates/{id}/duplicate free
audiences.list GET /audiences
audiences.create POST /audiences free
audiences.get GET /audiences/{id}
audiences.remove DELETE /audiences/{id} free
contacts.list GET /contacts
contacts.create POST /contacts rule usage
contacts.list_imports GET /contacts/imports
contacts.create_import POST /contacts/imports usage
contacts.get_import GET /contacts/imports/{id}
contacts.get GET /contacts/{id}
contacts.update PATCH /contacts/{id} free
contacts.remove DELETE /contacts/{id} free
broadcasts.list GET /broadcasts
broadcasts.create POST /broadcasts rule email
broadcasts.get GET /broadcasts/{id}
broadcasts.update PATCH /broadcasts/{id} free
broadcasts.remove DELETE /broadcasts/{id} free
broadcasts.send POST /broadcasts/{id}/send rule email
broadcasts.cancel POST /broadcasts/{id}/cancel free
broadcasts.recipients GET /broadcasts/{id}/recipients
broadcasts.list_clicked_links GET /broadcasts/{id}/clicked-links
webhooks.list GET /webhooks
webhooks.create POST /webhooks
webhooks.get GET /webhooks/{id}
webhooks.update PATCH /webhooks/{id}
webhooks.remove DELETE /webhooks/{id}
segments.list GET /segments
segments.create POST /segments free
segments.get GET /segments/{id}
segments.remove DELETE /segments/{id} free
topics.list GET /topics
topics.create POST /topics free
topics.get GET /topics/{id}
topics.update PATCH /topics/{id} free
topics.remove DELETE /topics/{id} free
contact_properties.list GET /contact-properties
contact_properties.create POST /contact-properties free
contact_properties.get GET /contact-properties/{id}
contact_properties.update PATCH /contact-properties/{id} free
contact_properties.remove DELETE /contact-properties/{id} free
contacts.list_segments GET /contacts/{id}/segments
contacts.add_segment POST /contacts/{id}/segments/{id} free
contacts.remove_segment DELETE /contacts/{id}/segments/{id} free
contacts.list_topics GET /contacts/{id}/topics
contacts.update_topics PATCH /contacts/{id}/topics free
logs.list GET /logs
logs.get GET /logs/{id}
automations.list GET /automations
automations.create POST /automations email
automations.get GET /automations/{id}
automations.update PATCH /automations/{id} email
automations.remove DELETE /automations/{id} free
automations.duplicate POST /automations/{id}/duplicate email
automations.stop POST /automations/{id}/stop free
automations.list_runs GET /automations/{id}/runs
automations.get_run GET /automations/{id}/runs/{id}
events.list GET /events
events.create POST /events free
events.send POST /events/send email
events.get GET /events/{id}
events.update PATCH /events/{id} free
events.remove DELETE /events/{id} free
suppressions.list GET /suppressions
suppressions.add POST /suppressions free
suppressions.batch_add POST /suppressions/batch/add free
suppressions.batch_remove POST /suppressions/batch/remove free
suppressions.get GET /suppressions/{id}
suppressions.remove DELETE /suppressions/{id} free
`
