/** What an operator must know to trust what is shown: the process, its ledger, its clock, its log. */
import { z } from 'zod'
import { textOrNull, timeField, timeOrNull, wholeOrNull } from './shapes.ts'

export const verifyAnswer = z.object({
  ok: z.boolean(),
  entries: z.int(),
  chains: z.int(),
  fault: textOrNull.meta({ description: 'The first entry that is wrong, in words.' }),
})

export const statusAnswer = z
  .object({
    version: z.string(),
    public_url: z.string(),
    started_at: timeField,
    time: timeField,
    ledger: z.object({
      kind: z.enum(['sqlite', 'postgres']),
      writable: z.boolean(),
      fault: textOrNull.meta({ description: 'Why it cannot commit.' }),
      commit_ms: z.number().nullable().meta({ description: 'How long a durable commit took just now.' }),
      unrecorded_outcomes: z.int().meta({ description: 'Ends of calls that could not be committed yet.' }),
      replica: z
        .object({
          behind: wholeOrNull.meta({
            description:
              'Commits of other processes that this one had not taken in when it was asked. Null: the database could not say.',
          }),
        })
        .nullable()
        .meta({ description: 'Null: this process shares its ledger with none.' }),
    }),
    clock: z.object({
      stepped_ms: z
        .int()
        .meta({ description: 'How far the clock was set since the start, seen from one that cannot be set.' }),
    }),
    audit: z
      .object({
        chain: textOrNull,
        last_seq: wholeOrNull,
        last_time: timeOrNull,
        behind: wholeOrNull.meta({ description: 'Batches of entries that were not in the log yet when it was asked.' }),
        caught_up_ms: z
          .number()
          .meta({ description: 'How long a question to the log took just now, which waits for them.' }),
        verified: verifyAnswer
          .extend({ at: timeField })
          .nullable()
          .meta({ description: 'The last verification by this process; null: none yet.' }),
      })
      .nullable()
      .meta({ description: 'Null for who sees only their own calls.' }),
    brakes: z
      .array(z.object({ vendor: textOrNull, reason: z.string(), since: timeField, by: z.string() }))
      .meta({ description: 'Those that are engaged; `vendor` null: all vendors.' }),
    sandbox: z.boolean(),
    event_streams: z.int(),
  })
  .meta({ id: 'Status' })

export type WireStatus = z.infer<typeof statusAnswer>
