/** stripe-go, as the page of docs/sdk shows it. Apart from the others because the SDK takes a while to compile. */
import { sandboxScene, provesItself } from '../lib/matrix.ts'
import { programsOf } from '../lib/program.ts'
import { STRIPE_GO } from '../lib/sdks.ts'

const programs = await programsOf([STRIPE_GO])
const scene = await sandboxScene()
for (const [sdk, made] of programs) provesItself(sdk, made, scene)
