import { randomBytes } from 'node:crypto'

/** A new admin credential: 256 random bits. The prefix tells scanners and people what leaked. */
export const newCredential = (): string => `kb_admin_${randomBytes(32).toString('base64url')}`
