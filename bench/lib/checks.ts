/** What must hold of a run, whatever its figures: answers are successes, and every ledger counts what was done. */
import { CALL_USD, type Books } from './keybrake.ts'
import type { AllTurns } from './report/page.ts'

export interface Check {
  readonly what: string
  readonly ok: boolean
  readonly seen: string
}

/** At a fixed rate a peer may be overrun: that is a figure. These may not. */
const MUST_ANSWER = /^(direct|nginx|keybrake.*)$/

export function checksOfTurns({
  throughput,
  latency,
  ledgers,
  keys,
  memory,
  fleet,
  fsync,
}: AllTurns): readonly Check[] {
  const answered = (name: string, count: number, bad: number): readonly Check[] => [
    { what: `${name}: answered`, ok: count > 0, seen: `${count} answers` },
    { what: `${name}: every answer is a success`, ok: bad === 0, seen: `${bad} bad` },
  ]
  return [
    ...throughput.flatMap(({ target, connections, round, requests, bad }) =>
      answered(`${target} at ${connections} connections, round ${round}`, requests, bad),
    ),
    ...[...latency, ...fsync]
      .filter(({ target }) => MUST_ANSWER.test(target))
      .flatMap(({ target, callsPerSecond, round, answersPerSecond, bad }) =>
        answered(`${target} at ${callsPerSecond} calls/s, round ${round}`, Math.round(answersPerSecond), bad),
      ),
    ...ledgers.map(({ target, budgets, round, reserved, counted }) => ({
      what: `${target}, ${budgets} budgets, round ${round}: counts every reservation it answered`,
      ok: reserved > 0 && reserved === counted,
      seen: `${reserved}; ${counted}`,
    })),
    ...keys.flatMap(({ target, round, answered: issued, listed, bad }) => [
      ...answered(`${target}, issuing keys, round ${round}`, issued, bad),
      {
        what: `${target}, round ${round}: has every key it answered with`,
        ok: issued === listed,
        seen: `${issued}; ${listed}`,
      },
    ]),
    ...fleet.flatMap(({ target, round, answered: calls, bad, books, served }) => [
      ...answered(`${target}, round ${round}`, calls, bad),
      ...checksOfBooks(`${target}, round ${round}`, books, served),
    ]),
    ...memory.flatMap(({ target, round, held, bad }) =>
      answered(`${target}, ${held} calls at once, round ${round}`, held, bad),
    ),
  ]
}

/** The money must be equal to the dollar; the calls too, less those whose caller had left before they were sent. */
export function checksOfBooks(
  name: string,
  { unsentCalls, keyCalls, keySpentUsd, auditCalls, auditSpentUsd }: Books,
  served: number,
): readonly Check[] {
  const sent = `${unsentCalls} of them never sent`
  const usd = served * CALL_USD
  return [
    {
      what: `${name}: the keys count as many calls as the upstream served`,
      ok: keyCalls - unsentCalls === served,
      seen: `${keyCalls}, ${sent}; ${served}`,
    },
    {
      what: `${name}: the audit log has as many calls`,
      ok: auditCalls - unsentCalls === served,
      seen: `${auditCalls}, ${sent}; ${served}`,
    },
    {
      what: `${name}: the budgets count their money`,
      ok: keySpentUsd === usd,
      seen: `${keySpentUsd} and ${usd} USD`,
    },
    {
      what: `${name}: the audit log counts their money`,
      ok: auditSpentUsd === usd,
      seen: `${auditSpentUsd} and ${usd} USD`,
    },
  ]
}
