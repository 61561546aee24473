/** The plain way in SQL: one row per budget, one conditional UPDATE per call, each a transaction of its own. */
import { Pool } from 'pg'
import { AMOUNT_MICRO_USD, type Subject, type SubjectWishes } from './subject.ts'

/** More make one hot row slower, fewer make many rows slower. */
const CONNECTIONS = 16
const RESERVE = {
  name: 'reserve',
  text: 'UPDATE budgets SET held = held + $2 WHERE id = $1 AND held + $2 <= cap',
} as const

export async function postgresRows({ url, budgets, cap }: SubjectWishes): Promise<Subject> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS })
  await pool.query('CREATE TABLE budgets (id int PRIMARY KEY, cap bigint NOT NULL, held bigint NOT NULL)')
  await pool.query('INSERT INTO budgets SELECT id, $2::bigint, 0 FROM generate_series(0, $1::int - 1) AS id', [
    budgets,
    cap * AMOUNT_MICRO_USD,
  ])
  return {
    reserve: async (budget) => (await pool.query({ ...RESERVE, values: [budget, AMOUNT_MICRO_USD] })).rowCount === 1,
    async counted() {
      const { rows } = await pool.query<{ held: string }>('SELECT sum(held) AS held FROM budgets')
      return Number.parseInt(rows[0]?.held ?? '0', 10) / AMOUNT_MICRO_USD
    },
    close: () => pool.end(),
  }
}
