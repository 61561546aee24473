/** Made once: a formatter is dear, and a list has one figure on every row. */
const COUNTS = new Intl.NumberFormat('en-US')

/** `12,345` */
export const countText = (count: number): string => COUNTS.format(count)
