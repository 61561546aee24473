/** The pages of docs/sdk for vendors that a file declares: OpenAI and Anthropic, by their own SDKs. */
import { modelScene, provesItself } from './lib/matrix.ts'
import { programsOf } from './lib/program.ts'
import { MODEL_SDKS } from './lib/sdks.ts'

const programs = await programsOf(MODEL_SDKS)
const scene = await modelScene()
for (const [sdk, made] of programs) provesItself(sdk, made, scene)
