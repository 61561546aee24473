/** Twilio API 2010-04-01, without format suffix. Source: twilio-oai 2.6.7. The form of a line is explained in `../operations.ts`. */
export const api = `
accounts.list GET /2010-04-01/Accounts
accounts.create POST /2010-04-01/Accounts
accounts.fetch GET /2010-04-01/Accounts/{id}
accounts.update POST /2010-04-01/Accounts/{id}
addresses.list GET /2010-04-01/Accounts/{id}/Addresses
addresses.create POST /2010-04-01/Accounts/{id}/Addresses rule
addresses.fetch GET /2010-04-01/Accounts/{id}/Addresses/{id}
addresses.update POST /2010-04-01/Accounts/{id}/Addresses/{id} rule
addresses.delete DELETE /2010-04-01/Accounts/{id}/Addresses/{id} free
addresses.dependent_phone_numbers.list GET /2010-04-01/Accounts/{id}/Addresses/{id}/DependentPhoneNumbers
applications.list GET /2010-04-01/Accounts/{id}/Applications
applications.create POST /2010-04-01/Accounts/{id}/Applications free
applications.fetch GET /2010-04-01/Accounts/{id}/Applications/{id}
applications.update POST /2010-04-01/Accounts/{id}/Applications/{id} rule
applications.delete DELETE /2010-04-01/Accounts/{id}/Applications/{id} free
authorized_connect_apps.list GET /2010-04-01/Accounts/{id}/AuthorizedConnectApps
authorized_connect_apps.fetch GET /2010-04-01/Accounts/{id}/AuthorizedConnectApps/{id}
available_phone_numbers.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers
available_phone_numbers.fetch GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}
available_phone_numbers.local.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}/Local
available_phone_numbers.machine_to_machine.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}/MachineToMachine
available_phone_numbers.mobile.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}/Mobile
available_phone_numbers.national.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}/National
available_phone_numbers.shared_cost.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}/SharedCost
available_phone_numbers.toll_free.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}/TollFree
available_phone_numbers.voip.list GET /2010-04-01/Accounts/{id}/AvailablePhoneNumbers/{id}/Voip
balance.fetch GET /2010-04-01/Accounts/{id}/Balance
calls.list GET /2010-04-01/Accounts/{id}/Calls
calls.create POST /2010-04-01/Accounts/{id}/Calls rule voice
calls.fetch GET /2010-04-01/Accounts/{id}/Calls/{id}
calls.update POST /2010-04-01/Accounts/{id}/Calls/{id} rule voice
calls.delete DELETE /2010-04-01/Accounts/{id}/Calls/{id} free
calls.events.list GET /2010-04-01/Accounts/{id}/Calls/{id}/Events
calls.notifications.list GET /2010-04-01/Accounts/{id}/Calls/{id}/Notifications
calls.notifications.fetch GET /2010-04-01/Accounts/{id}/Calls/{id}/Notifications/{id}
calls.payments.create POST /2010-04-01/Accounts/{id}/Calls/{id}/Payments charge
calls.payments.update POST /2010-04-01/Accounts/{id}/Calls/{id}/Payments/{id} charge
calls.recordings.list GET /2010-04-01/Accounts/{id}/Calls/{id}/Recordings
calls.recordings.create POST /2010-04-01/Accounts/{id}/Calls/{id}/Recordings voice
calls.recordings.fetch GET /2010-04-01/Accounts/{id}/Calls/{id}/Recordings/{id}
calls.recordings.update POST /2010-04-01/Accounts/{id}/Calls/{id}/Recordings/{id} rule
calls.recordings.delete DELETE /2010-04-01/Accounts/{id}/Calls/{id}/Recordings/{id} free
calls.siprec.create POST /2010-04-01/Accounts/{id}/Calls/{id}/Siprec voice
calls.siprec.update POST /2010-04-01/Accounts/{id}/Calls/{id}/Siprec/{id} rule
calls.streams.create POST /2010-04-01/Accounts/{id}/Calls/{id}/Streams voice
calls.streams.update POST /2010-04-01/Accounts/{id}/Calls/{id}/Streams/{id} rule
calls.transcriptions.create POST /2010-04-01/Accounts/{id}/Calls/{id}/Transcriptions voice
calls.transcriptions.update POST /2010-04-01/Accounts/{id}/Calls/{id}/Transcriptions/{id} rule
calls.user_defined_message_subscriptions.create POST /2010-04-01/Accounts/{id}/Calls/{id}/UserDefinedMessageSubscriptions
calls.user_defined_message_subscriptions.delete DELETE /2010-04-01/Accounts/{id}/Calls/{id}/UserDefinedMessageSubscriptions/{id} free
calls.user_defined_messages.create POST /2010-04-01/Accounts/{id}/Calls/{id}/UserDefinedMessages message
conferences.list GET /2010-04-01/Accounts/{id}/Conferences
conferences.fetch GET /2010-04-01/Accounts/{id}/Conferences/{id}
conferences.update POST /2010-04-01/Accounts/{id}/Conferences/{id} rule
conferences.participants.list GET /2010-04-01/Accounts/{id}/Conferences/{id}/Participants
conferences.participants.create POST /2010-04-01/Accounts/{id}/Conferences/{id}/Participants rule voice
conferences.participants.fetch GET /2010-04-01/Accounts/{id}/Conferences/{id}/Participants/{id}
conferences.participants.update POST /2010-04-01/Accounts/{id}/Conferences/{id}/Participants/{id} rule
conferences.participants.delete DELETE /2010-04-01/Accounts/{id}/Conferences/{id}/Participants/{id} free
conferences.recordings.list GET /2010-04-01/Accounts/{id}/Conferences/{id}/Recordings
conferences.recordings.fetch GET /2010-04-01/Accounts/{id}/Conferences/{id}/Recordings/{id}
conferences.recordings.update POST /2010-04-01/Accounts/{id}/Conferences/{id}/Recordings/{id} rule
conferences.recordings.delete DELETE /2010-04-01/Accounts/{id}/Conferences/{id}/Recordings/{id} free
connect_apps.list GET /2010-04-01/Accounts/{id}/ConnectApps
connect_apps.fetch GET /2010-04-01/Accounts/{id}/ConnectApps/{id}
connect_apps.update POST /2010-04-01/Accounts/{id}/ConnectApps/{id}
connect_apps.delete DELETE /2010-04-01/Accounts/{id}/ConnectApps/{id}
incoming_phone_numbers.list GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers
incoming_phone_numbers.create POST /2010-04-01/Accounts/{id}/IncomingPhoneNumbers rule number
incoming_phone_numbers.local.list GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/Local
incoming_phone_numbers.local.create POST /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/Local rule number
incoming_phone_numbers.mobile.list GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/Mobile
incoming_phone_numbers.mobile.create POST /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/Mobile rule number
incoming_phone_numbers.toll_free.list GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/TollFree
incoming_phone_numbers.toll_free.create POST /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/TollFree rule number
incoming_phone_numbers.fetch GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id}
incoming_phone_numbers.update POST /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id} rule
incoming_phone_numbers.delete DELETE /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id} free
incoming_phone_numbers.assigned_add_ons.list GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id}/AssignedAddOns
incoming_phone_numbers.assigned_add_ons.create POST /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id}/AssignedAddOns fee
incoming_phone_numbers.assigned_add_ons.fetch GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id}/AssignedAddOns/{id}
incoming_phone_numbers.assigned_add_ons.delete DELETE /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id}/AssignedAddOns/{id} free
incoming_phone_numbers.assigned_add_ons.extensions.list GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id}/AssignedAddOns/{id}/Extensions
incoming_phone_numbers.assigned_add_ons.extensions.fetch GET /2010-04-01/Accounts/{id}/IncomingPhoneNumbers/{id}/AssignedAddOns/{id}/Extensions/{id}
keys.list GET /2010-04-01/Accounts/{id}/Keys
keys.create POST /2010-04-01/Accounts/{id}/Keys
keys.fetch GET /2010-04-01/Accounts/{id}/Keys/{id}
keys.update POST /2010-04-01/Accounts/{id}/Keys/{id}
keys.delete DELETE /2010-04-01/Accounts/{id}/Keys/{id}
messages.list GET /2010-04-01/Accounts/{id}/Messages
messages.create POST /2010-04-01/Accounts/{id}/Messages rule message
messages.fetch GET /2010-04-01/Accounts/{id}/Messages/{id}
messages.update POST /2010-04-01/Accounts/{id}/Messages/{id} rule
messages.delete DELETE /2010-04-01/Accounts/{id}/Messages/{id} free
messages.feedback.create POST /2010-04-01/Accounts/{id}/Messages/{id}/Feedback free
messages.media.list GET /2010-04-01/Accounts/{id}/Messages/{id}/Media
messages.media.fetch GET /2010-04-01/Accounts/{id}/Messages/{id}/Media/{id}
messages.media.delete DELETE /2010-04-01/Accounts/{id}/Messages/{id}/Media/{id} free
notifications.list GET /2010-04-01/Accounts/{id}/Notifications
notifications.fetch GET /2010-04-01/Accounts/{id}/Notifications/{id}
outgoing_caller_ids.list GET /2010-04-01/Accounts/{id}/OutgoingCallerIds
outgoing_caller_ids.create POST /2010-04-01/Accounts/{id}/OutgoingCallerIds voice
outgoing_caller_ids.fetch GET /2010-04-01/Accounts/{id}/OutgoingCallerIds/{id}
outgoing_caller_ids.update POST /2010-04-01/Accounts/{id}/OutgoingCallerIds/{id} free
outgoing_caller_ids.delete DELETE /2010-04-01/Accounts/{id}/OutgoingCallerIds/{id} free
queues.list GET /2010-04-01/Accounts/{id}/Queues
queues.create POST /2010-04-01/Accounts/{id}/Queues free
queues.fetch GET /2010-04-01/Accounts/{id}/Queues/{id}
queues.update POST /2010-04-01/Accounts/{id}/Queues/{id} free
queues.delete DELETE /2010-04-01/Accounts/{id}/Queues/{id} free
queues.members.list GET /2010-04-01/Accounts/{id}/Queues/{id}/Members
queues.members.fetch GET /2010-04-01/Accounts/{id}/Queues/{id}/Members/{id}
queues.members.update POST /2010-04-01/Accounts/{id}/Queues/{id}/Members/{id} voice
recordings.list GET /2010-04-01/Accounts/{id}/Recordings
recordings.fetch GET /2010-04-01/Accounts/{id}/Recordings/{id}
recordings.delete DELETE /2010-04-01/Accounts/{id}/Recordings/{id} free
recordings.add_on_results.list GET /2010-04-01/Accounts/{id}/Recordings/{id}/AddOnResults
recordings.add_on_results.fetch GET /2010-04-01/Accounts/{id}/Recordings/{id}/AddOnResults/{id}
recordings.add_on_results.delete DELETE /2010-04-01/Accounts/{id}/Recordings/{id}/AddOnResults/{id} free
recordings.add_on_results.payloads.list GET /2010-04-01/Accounts/{id}/Recordings/{id}/AddOnResults/{id}/Payloads
recordings.add_on_results.payloads.fetch GET /2010-04-01/Accounts/{id}/Recordings/{id}/AddOnResults/{id}/Payloads/{id}
recordings.add_on_results.payloads.delete DELETE /2010-04-01/Accounts/{id}/Recordings/{id}/AddOnResults/{id}/Payloads/{id} free
recordings.add_on_results.payloads.data.fetch GET /2010-04-01/Accounts/{id}/Recordings/{id}/AddOnResults/{id}/Payloads/{id}/Data
recordings.transcriptions.list GET /2010-04-01/Accounts/{id}/Recordings/{id}/Transcriptions
recordings.transcriptions.fetch GET /2010-04-01/Accounts/{id}/Recordings/{id}/Transcriptions/{id}
recordings.transcriptions.delete DELETE /2010-04-01/Accounts/{id}/Recordings/{id}/Transcriptions/{id} free
sip.credential_lists.list GET /2010-04-01/Accounts/{id}/SIP/CredentialLists
sip.credential_lists.create POST /2010-04-01/Accounts/{id}/SIP/CredentialLists
sip.credential_lists.fetch GET /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}
sip.credential_lists.update POST /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}
sip.credential_lists.delete DELETE /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}
sip.credential_lists.credentials.list GET /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}/Credentials
sip.credential_lists.credentials.create POST /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}/Credentials
sip.credential_lists.credentials.fetch GET /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}/Credentials/{id}
sip.credential_lists.credentials.update POST /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}/Credentials/{id}
sip.credential_lists.credentials.delete DELETE /2010-04-01/Accounts/{id}/SIP/CredentialLists/{id}/Credentials/{id}
sip.domains.list GET /2010-04-01/Accounts/{id}/SIP/Domains
sip.domains.create POST /2010-04-01/Accounts/{id}/SIP/Domains
sip.domains.fetch GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}
sip.domains.update POST /2010-04-01/Accounts/{id}/SIP/Domains/{id}
sip.domains.delete DELETE /2010-04-01/Accounts/{id}/SIP/Domains/{id}
sip.domains.auth.calls.credential_list_mappings.list GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/CredentialListMappings
sip.domains.auth.calls.credential_list_mappings.create POST /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/CredentialListMappings
sip.domains.auth.calls.credential_list_mappings.fetch GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/CredentialListMappings/{id}
sip.domains.auth.calls.credential_list_mappings.delete DELETE /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/CredentialListMappings/{id}
sip.domains.auth.calls.ip_access_control_list_mappings.list GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/IpAccessControlListMappings
sip.domains.auth.calls.ip_access_control_list_mappings.create POST /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/IpAccessControlListMappings
sip.domains.auth.calls.ip_access_control_list_mappings.fetch GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/IpAccessControlListMappings/{id}
sip.domains.auth.calls.ip_access_control_list_mappings.delete DELETE /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Calls/IpAccessControlListMappings/{id}
sip.domains.auth.registrations.credential_list_mappings.list GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Registrations/CredentialListMappings
sip.domains.auth.registrations.credential_list_mappings.create POST /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Registrations/CredentialListMappings
sip.domains.auth.registrations.credential_list_mappings.fetch GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Registrations/CredentialListMappings/{id}
sip.domains.auth.registrations.credential_list_mappings.delete DELETE /2010-04-01/Accounts/{id}/SIP/Domains/{id}/Auth/Registrations/CredentialListMappings/{id}
sip.domains.credential_list_mappings.list GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/CredentialListMappings
sip.domains.credential_list_mappings.create POST /2010-04-01/Accounts/{id}/SIP/Domains/{id}/CredentialListMappings
sip.domains.credential_list_mappings.fetch GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/CredentialListMappings/{id}
sip.domains.credential_list_mappings.delete DELETE /2010-04-01/Accounts/{id}/SIP/Domains/{id}/CredentialListMappings/{id}
sip.domains.ip_access_control_list_mappings.list GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/IpAccessControlListMappings
sip.domains.ip_access_control_list_mappings.create POST /2010-04-01/Accounts/{id}/SIP/Domains/{id}/IpAccessControlListMappings
sip.domains.ip_access_control_list_mappings.fetch GET /2010-04-01/Accounts/{id}/SIP/Domains/{id}/IpAccessControlListMappings/{id}
sip.domains.ip_access_control_list_mappings.delete DELETE /2010-04-01/Accounts/{id}/SIP/Domains/{id}/IpAccessControlListMappings/{id}
sip.ip_access_control_lists.list GET /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists
sip.ip_access_control_lists.create POST /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists
sip.ip_access_control_lists.fetch GET /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}
sip.ip_access_control_lists.update POST /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}
sip.ip_access_control_lists.delete DELETE /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}
sip.ip_access_control_lists.ip_addresses.list GET /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}/IpAddresses
sip.ip_access_control_lists.ip_addresses.create POST /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}/IpAddresses
sip.ip_access_control_lists.ip_addresses.fetch GET /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}/IpAddresses/{id}
sip.ip_access_control_lists.ip_addresses.update POST /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}/IpAddresses/{id}
sip.ip_access_control_lists.ip_addresses.delete DELETE /2010-04-01/Accounts/{id}/SIP/IpAccessControlLists/{id}/IpAddresses/{id}
sms.short_codes.list GET /2010-04-01/Accounts/{id}/SMS/ShortCodes
sms.short_codes.fetch GET /2010-04-01/Accounts/{id}/SMS/ShortCodes/{id}
sms.short_codes.update POST /2010-04-01/Accounts/{id}/SMS/ShortCodes/{id}
signing_keys.list GET /2010-04-01/Accounts/{id}/SigningKeys
signing_keys.create POST /2010-04-01/Accounts/{id}/SigningKeys
signing_keys.fetch GET /2010-04-01/Accounts/{id}/SigningKeys/{id}
signing_keys.update POST /2010-04-01/Accounts/{id}/SigningKeys/{id}
signing_keys.delete DELETE /2010-04-01/Accounts/{id}/SigningKeys/{id}
tokens.create POST /2010-04-01/Accounts/{id}/Tokens usage
transcriptions.list GET /2010-04-01/Accounts/{id}/Transcriptions
transcriptions.fetch GET /2010-04-01/Accounts/{id}/Transcriptions/{id}
transcriptions.delete DELETE /2010-04-01/Accounts/{id}/Transcriptions/{id} free
usage.records.list GET /2010-04-01/Accounts/{id}/Usage/Records
usage.records.all_time.list GET /2010-04-01/Accounts/{id}/Usage/Records/AllTime
usage.records.daily.list GET /2010-04-01/Accounts/{id}/Usage/Records/Daily
usage.records.last_month.list GET /2010-04-01/Accounts/{id}/Usage/Records/LastMonth
usage.records.monthly.list GET /2010-04-01/Accounts/{id}/Usage/Records/Monthly
usage.records.this_month.list GET /2010-04-01/Accounts/{id}/Usage/Records/ThisMonth
usage.records.today.list GET /2010-04-01/Accounts/{id}/Usage/Records/Today
usage.records.yearly.list GET /2010-04-01/Accounts/{id}/Usage/Records/Yearly
usage.records.yesterday.list GET /2010-04-01/Accounts/{id}/Usage/Records/Yesterday
usage.triggers.list GET /2010-04-01/Accounts/{id}/Usage/Triggers
usage.triggers.create POST /2010-04-01/Accounts/{id}/Usage/Triggers
usage.triggers.fetch GET /2010-04-01/Accounts/{id}/Usage/Triggers/{id}
usage.triggers.update POST /2010-04-01/Accounts/{id}/Usage/Triggers/{id}
usage.triggers.delete DELETE /2010-04-01/Accounts/{id}/Usage/Triggers/{id}
`
