/** The product's version, as every part of it says it. */
export const VERSION = '0.1.0'
