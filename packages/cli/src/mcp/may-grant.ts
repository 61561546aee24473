import { type Keybrake, NotPermitted } from '@keybrake/client'

/**
 * Whether the credential is an issuer's. The brake is what an issuer may not read. An operator's credential in the hands
 * of a model would be a key without a ceiling, so it is not used for granting any.
 */
export async function mayGrant(client: Keybrake): Promise<boolean> {
  try {
    await client.brake.read()
    return false
  } catch (error) {
    if (error instanceof NotPermitted) return true
    throw error
  }
}
