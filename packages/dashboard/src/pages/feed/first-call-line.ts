/** Three charges of 29.99 USD against a cap of 60, for a POSIX shell. */
export const firstCallLine = (publicUrl: string, vaultKey: string): string =>
  `for n in 1 2 3; do
  curl -s ${publicUrl}/stripe/v1/payment_intents \\
    -H "Authorization: Bearer ${vaultKey}" \\
    -d amount=2999 -d currency=usd -d customer=cus_$n; echo
done`
