/** An issued key, or the same two texts from the environment. */
export interface VaultKey {
  readonly vault_key: string
  readonly base_url: string
}
