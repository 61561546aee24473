/** `POST /dashboard/session`. */
import { bodySchema } from '../read.ts'
import { strict } from '../schema/object.ts'
import { text } from '../schema/text.ts'

const signInShape = {
  credential: text(512, 'An admin credential.').optional(),
  link: text(512, 'The part after `#link=` of a sign-in link; it works once.').optional(),
}

export type SignInRequest =
  | { readonly by: 'credential'; readonly credential: string }
  | { readonly by: 'link'; readonly link: string }

const ONE_OF_THEM = 'exactly one of credential, link must be given'

export const signInRequest = bodySchema(
  strict(signInShape).transform((given, context): SignInRequest => {
    if (given.credential !== undefined && given.link === undefined)
      return { by: 'credential', credential: given.credential }
    if (given.link !== undefined && given.credential === undefined) return { by: 'link', link: given.link }
    context.addIssue({ code: 'custom', path: [], message: ONE_OF_THEM })
    return { by: 'credential', credential: '' }
  }),
  signInShape,
)
