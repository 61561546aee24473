/** The first thing that `verify` finds wrong, in words. */
export class Fault extends Error {}
