import type { Caps } from './budget.ts'

/**
 * What kind of money a call moves, whatever the vendor calls it. Policies cap a class apart from the others, and every audit
 * row names it.
 */
export const MONEY_CLASSES = [
  /** Takes money from somebody's customer. */
  'charge',
  /** Sets a customer's money aside for a later capture. */
  'authorise',
  /** Takes what was set aside. */
  'capture',
  'refund',
  /** Money out to a bank account or card. */
  'payout',
  /** Money to another account at the same vendor. */
  'transfer',
  /** A claim given to a customer: balance, credit note, gift card. */
  'credit',
  /** What the vendor itself bills for doing it. */
  'fee',
  /** A message to a phone: SMS, MMS, WhatsApp, RCS. */
  'message',
  /** A phone call. */
  'voice',
  /** Asking about a number, or proving who has it. */
  'verification',
  /** Renting a number. */
  'number',
  'email',
  /** Metered use: tokens, look-ups, renderings. */
  'usage',
  /** Something made and posted. */
  'print',
] as const

export type MoneyClass = (typeof MONEY_CLASSES)[number]

const CLASSES: ReadonlySet<string> = new Set(MONEY_CLASSES)

export const isMoneyClass = (word: string): word is MoneyClass => CLASSES.has(word)

/** Caps of single classes. A call of such a class must fit these as well as the caps of its key. */
export type ClassCaps = { readonly [C in MoneyClass]?: Caps }

/** The classes that are capped, in the order of `MONEY_CLASSES`. */
export function cappedClasses(caps: ClassCaps): readonly (readonly [MoneyClass, Caps])[] {
  // Nearly every key caps none.
  for (const _ in caps)
    return MONEY_CLASSES.flatMap((name) => (caps[name] === undefined ? [] : [[name, caps[name]] as const]))
  return NONE
}

const NONE: readonly (readonly [MoneyClass, Caps])[] = []
