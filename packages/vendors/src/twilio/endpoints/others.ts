/**
 * Of Twilio's other products, what costs, what reads about it, and the price lists. The form of a line is explained in
 * `../operations.ts`. Source: twilio-oai 2.6.7.
 */
export const others = `
assistants.messages.create POST /v1/Assistants/{id}/Messages json usage
conversations.configuration.fetch GET /v1/Configuration free
conversations.conversation_with_participants.create POST /v1/ConversationWithParticipants message
conversations.conversations.create POST /v1/Conversations free
conversations.conversations.delete DELETE /v1/Conversations/{id} free
conversations.conversations.fetch GET /v1/Conversations/{id} free
conversations.conversations.list GET /v1/Conversations free
conversations.conversations.update POST /v1/Conversations/{id} message
conversations.messages.create POST /v1/Conversations/{id}/Messages message
conversations.messages.delete DELETE /v1/Conversations/{id}/Messages/{id} free
conversations.messages.fetch GET /v1/Conversations/{id}/Messages/{id} free
conversations.messages.list GET /v1/Conversations/{id}/Messages free
conversations.participants.create POST /v1/Conversations/{id}/Participants message
conversations.participants.delete DELETE /v1/Conversations/{id}/Participants/{id} free
conversations.participants.fetch GET /v1/Conversations/{id}/Participants/{id} free
conversations.participants.list GET /v1/Conversations/{id}/Participants free
conversations.participants.update POST /v1/Conversations/{id}/Participants/{id} message
conversations.services.conversation_with_participants.create POST /v1/Services/{id}/ConversationWithParticipants message
conversations.services.conversations.messages.create POST /v1/Services/{id}/Conversations/{id}/Messages message
conversations.services.conversations.participants.create POST /v1/Services/{id}/Conversations/{id}/Participants message
intelligence.transcripts.create POST /v2/Transcripts usage
lookups.v1_phone_numbers.fetch GET /v1/PhoneNumbers/{id} rule verification
marketplace.installed_add_ons.create POST /v1/InstalledAddOns fee
messaging.a2p.brand_registrations.create POST /v1/a2p/BrandRegistrations fee
messaging.a2p.brand_registrations.update POST /v1/a2p/BrandRegistrations/{id} fee
messaging.a2p.brand_registrations.vettings.create POST /v1/a2p/BrandRegistrations/{id}/Vettings fee
messaging.a2p.compliance.create POST /v1/Services/{id}/Compliance/Usa2p fee
messaging.services.create POST /v1/Services
messaging.services.fetch GET /v1/Services/{id} free
messaging.services.list GET /v1/Services free
messaging.services.update POST /v1/Services/{id}
messaging.services.delete DELETE /v1/Services/{id} free
messaging.services.phone_numbers.create POST /v1/Services/{id}/PhoneNumbers
messaging.services.phone_numbers.list GET /v1/Services/{id}/PhoneNumbers free
messaging.tollfree_verifications.create POST /v1/Tollfree/Verifications fee
messaging.tollfree_verifications.fetch GET /v1/Tollfree/Verifications/{id} free
notify.notifications.create POST /v1/Services/{id}/Notifications message
numbers.hosted_number.orders.create POST /v2/HostedNumber/Orders number
numbers.porting.port_in.create POST /v1/Porting/PortIn json number
pricing.messaging.countries.fetch GET /v1/Messaging/Countries/{id} free
pricing.messaging.countries.list GET /v1/Messaging/Countries free
pricing.phone_numbers.countries.fetch GET /v1/PhoneNumbers/Countries/{id} free
pricing.phone_numbers.countries.list GET /v1/PhoneNumbers/Countries free
pricing.trunking.countries.fetch GET /v2/Trunking/Countries/{id} free
pricing.trunking.countries.list GET /v2/Trunking/Countries free
pricing.trunking.numbers.fetch GET /v2/Trunking/Numbers/{id} free
pricing.v1_voice.countries.fetch GET /v1/Voice/Countries/{id} free
pricing.v1_voice.countries.list GET /v1/Voice/Countries free
pricing.v1_voice.numbers.fetch GET /v1/Voice/Numbers/{id} free
pricing.voice.countries.fetch GET /v2/Voice/Countries/{id} free
pricing.voice.countries.list GET /v2/Voice/Countries free
pricing.voice.numbers.fetch GET /v2/Voice/Numbers/{id} free
proxy.message_interactions.create POST /v1/Services/{id}/Sessions/{id}/Participants/{id}/MessageInteractions message
proxy.sessions.create POST /v1/Services/{id}/Sessions message
proxy.sessions.participants.create POST /v1/Services/{id}/Sessions/{id}/Participants message
studio.engagements.create POST /v1/Flows/{id}/Engagements message
studio.flows.executions.create POST /v2/Flows/{id}/Executions message
studio.flows.executions.delete DELETE /v2/Flows/{id}/Executions/{id} free
studio.flows.executions.fetch GET /v2/Flows/{id}/Executions/{id} free
studio.flows.executions.list GET /v2/Flows/{id}/Executions free
studio.flows.executions.update POST /v2/Flows/{id}/Executions/{id} rule
studio.v1_flows.executions.create POST /v1/Flows/{id}/Executions message
supersim.sims.update POST /v1/Sims/{id} usage
supersim.sms_commands.create POST /v1/SmsCommands message
taskrouter.tasks.create POST /v1/Workspaces/{id}/Tasks usage
video.compositions.create POST /v1/Compositions usage
video.rooms.create POST /v1/Rooms usage
wireless.commands.create POST /v1/Commands message
wireless.sims.update POST /v1/Sims/{id} usage
`
