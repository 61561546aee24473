/** The command tree as commander runs it, made from the list of commands. */
import { Argument, Command, CommanderError, Option } from 'commander'
import { Cli, type Surroundings } from './cli.ts'
import { commonOptions } from './common-options.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { usage } from './fault.ts'
import { Given } from './given.ts'
import { isNoun, type Noun, type OptionSpec, type Verb } from './verb.ts'

const EXAMPLES = [
  'keybrake start                                     # the proxy, with simulated vendors to try it on',
  "keybrake keys issue --vendor stripe --daily 50 --allow 'POST /v1/payment_intents' --label nightly",
  'keybrake brake on --reason "runaway agent"         # stops every call; never asks',
]

/** @throws Fault for a command line that means nothing; CommanderError where help or the version was shown */
export async function runProgram(
  commands: readonly (Noun | Verb)[],
  args: readonly string[],
  given: Omit<Surroundings, 'tree'>,
): Promise<void> {
  const surroundings: Surroundings = { ...given, tree: () => makeProgram(commands, surroundings) }
  const program = makeProgram(commands, surroundings)
  if (args.length === 0) return program.outputHelp()
  // Commander's own word for help knows commands, and not their verbs.
  if (args[0] === 'help') return deepest(program, args.slice(1)).command.outputHelp()
  // `--version --json` is the command of that name with its options.
  const words = args[0] === '--version' || args[0] === '-V' ? ['version', ...args.slice(1)] : [...args]
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode === 0) throw error
    const { command, path } = deepest(program, args)
    throw usage(wrongWith(error, command, path), ['keybrake', ...path, '--help'].join(' '))
  }
}

export function makeProgram(commands: readonly (Noun | Verb)[], surroundings: Surroundings): Command {
  const { stdout } = surroundings.streams
  const program = new Command('keybrake')
    .description('A brake for agents that spend money: run the proxy, issue vault keys, stop them, see what they did.')
    // Judged in one place: a wrong command line is told like any other fault.
    .exitOverride()
    // An option behind a verb is the verb's, also where its noun has one of that name.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // It would be the help of a noun without a verb.
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText('after', () => `\nExamples:\n${indented(EXAMPLES)}\n\nExit codes:\n${indented(exitCodeLines())}`)
  for (const entry of commands) {
    if (isNoun(entry)) addNoun(program, entry, surroundings)
    else addVerb(program, entry, surroundings)
  }
  return program
}

function addNoun(program: Command, noun: Noun, surroundings: Surroundings): void {
  const command =
    noun.alone === undefined ? program.command(noun.name) : addVerb(program, aloneOf(noun, noun.alone), surroundings)
  command.summary(noun.summary)
  command.enablePositionalOptions()
  if (noun.alone === undefined) command.description(noun.summary)
  for (const verb of noun.verbs) addVerb(command, verb, surroundings)
}

const aloneOf = ({ name }: Noun, { alias: _alias, ...verb }: Verb): Verb => ({ ...verb, name })

function addVerb(parent: Command, verb: Verb, surroundings: Surroundings): Command {
  const command = parent.command(verb.name, { hidden: verb.hidden === true })
  command.summary(verb.summary).description([verb.summary, ...(verb.details ?? [])].join('\n\n'))
  if (verb.alias !== undefined) command.alias(verb.alias)
  for (const { name, description, choices } of verb.args ?? []) {
    const argument = new Argument(name, description)
    command.addArgument(choices === undefined ? argument : argument.choices([...choices]))
  }
  for (const spec of [...(verb.options ?? []), ...commonOptions(verb)]) command.addOption(optionOf(spec))
  if (verb.passesOn === true) command.allowUnknownOption().allowExcessArguments().helpOption(false)
  if (verb.examples !== undefined) command.addHelpText('after', `\nExamples:\n${indented(verb.examples)}`)
  command.action(async () => {
    const given = new Given(command.processedArgs, command.opts())
    await verb.run(new Cli(surroundings, given), given)
  })
  return command
}

function optionOf({ flags, description, repeats, choices }: OptionSpec): Option {
  const made = new Option(flags, description)
  if (choices !== undefined) made.choices([...choices])
  if (repeats === true)
    made.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
  return made
}

/** `commander.help` stands for a noun without a verb. */
function wrongWith(error: CommanderError, { commands }: Command, path: readonly string[]): string {
  if (error.code !== 'commander.help') return error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  return `say what to do: ${[...path, commands.map((verb) => verb.name()).join(', ')].join(' ')}`
}

/** The deepest command that the line names: its help is the one that helps. */
function deepest(program: Command, args: readonly string[]): { readonly command: Command; readonly path: string[] } {
  const path: string[] = []
  let command = program
  for (const word of args) {
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word))
    if (next === undefined) break
    path.push(next.name())
    command = next
  }
  return { command, path }
}

const exitCodeLines = (): readonly string[] =>
  Object.values(EXIT_CODES).map(({ code, meaning }) => `${String(code).padStart(3)}  ${meaning}`)

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n')
