/** What a list shows: which fields, in which order, and how each is read. */
export type Row = Readonly<Record<string, unknown>>

export interface Column {
  /** The field's name: the header of CSV, and in capitals of a table unless `title` says otherwise. */
  readonly name: string
  readonly title?: string
  /** `room` is money that is left: never shown as more than there is. */
  readonly kind: 'text' | 'id' | 'money' | 'room' | 'count' | 'time' | 'word'
  /** Only with `-o wide` and in CSV. */
  readonly wide?: boolean
  /** Left out first where the terminal is narrow: the highest number goes first. Absent: never left out. */
  readonly spare?: number
  /** The field of that name unless told. */
  readonly value?: (row: Row) => unknown
}

export const valueOf = (column: Column, row: Row): unknown => (column.value ?? ((each) => each[column.name]))(row)
