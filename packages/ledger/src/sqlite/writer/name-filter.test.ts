import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { NameFilter } from './name-filter.ts'
import { nameHash } from './name-hash.ts'

test('a name that was added is never denied, also after the filter grew; few others are asked for in vain', () => {
  const filter = new NameFilter()
  const count = 400_000
  for (let index = 0; index < count; index++) filter.add(nameHash(`name ${index}`))
  let denied = 0
  let inVain = 0
  for (let index = 0; index < count; index++) {
    if (!filter.mayHave(nameHash(`name ${index}`))) denied++
    if (filter.mayHave(nameHash(`other ${index}`))) inVain++
  }
  equal(denied, 0)
  ok(inVain < count / 50, `${inVain} of ${count} in vain`)
})

test('the number of a name is whole, below 2^53, and the same each time', () => {
  const numbers = new Set<number>()
  for (let index = 0; index < 200_000; index++) {
    const number = nameHash(`pi_${index.toString(36)}`)
    ok(Number.isSafeInteger(number) && number >= 0)
    numbers.add(number)
  }
  equal(numbers.size, 200_000)
  equal(nameHash('pi_1'), nameHash('pi_1'))
  ok(nameHash('') >= 0)
})
