/** Completion for four shells, from the command tree itself. The library is kept behind this file. */
import type { Command } from 'commander'
import type { Verb } from '../verb.ts'

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export const completion: Verb = {
  name: 'completion',
  summary: 'Print the script that completes keybrake’s commands and options in a shell',
  kind: 'bare',
  args: [{ name: '<shell>', description: 'whose', choices: SHELLS }],
  examples: [
    'source <(keybrake completion bash)',
    'keybrake completion zsh > "${fpath[1]}/_keybrake"',
    'keybrake completion fish > ~/.config/fish/completions/keybrake.fish',
    'keybrake completion powershell >> $PROFILE',
  ],
  async run(cli, given) {
    ;(await completer(cli.tree())).setup('keybrake', 'keybrake', given.arg(0))
  },
}

/** What those scripts ask, with every press of Tab. */
export const complete: Verb = {
  name: 'complete',
  summary: 'Suggest how a command line goes on',
  kind: 'bare',
  hidden: true,
  passesOn: true,
  args: [{ name: '[words...]', description: 'the line so far' }],
  async run(cli, given) {
    ;(await completer(cli.tree())).parse([...given.rest(0)])
  },
}

async function completer(tree: Command) {
  const { default: tab } = await import('@bomb.sh/tab/commander')
  // It adds commands of its own names to the tree that it reads.
  for (const { name } of [completion, complete]) remove(tree, name)
  shorten(tree)
  return tab(tree, { completionCommandName: completion.name })
}

/** commander's list of commands is one that may be changed. */
function remove(tree: Command, name: string): void {
  const all = tree.commands as Command[]
  all.splice(
    all.findIndex((command) => command.name() === name),
    1,
  )
}

/** A suggestion has one line. */
function shorten(tree: Command): void {
  for (const command of tree.commands) {
    command.description(command.summary())
    shorten(command)
  }
}
