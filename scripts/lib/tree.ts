/** The repository as the tidy test reads it: the files git knows or would take, without what is installed or built. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { REPOSITORY } from './run-command.ts'

/** Paths relative to the root, sorted; new files count as soon as they exist, deleted ones no more. */
export function files(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  })
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(REPOSITORY + path)).sort()
}

export const text = (path: string): string => readFileSync(REPOSITORY + path, 'utf8')

/** Line numbers and lines, counted from 1. */
export const lines = (path: string): readonly (readonly [number, string])[] =>
  text(path)
    .split('\n')
    .map((line, index) => [index + 1, line] as const)
