/**
 * The admin API behind the process's own listener. Fastify routes and reads bodies; it never listens itself, and never
 * sees a proxied call, nor a plain request for a key. What comes in is judged by the contract's schemas, what goes out is a
 * value of its types.
 */
import { decodeUtf8 } from '@keybrake/core'
import type { ProblemFacts } from '@keybrake/contract'
import { fastify, type FastifyError, type FastifyInstance } from 'fastify'
import type { PlainCall } from '../http/fast/connection.ts'
import { newId } from '../ids.ts'
import { CredentialHints } from './credential-hints.ts'
import { EventHub } from './events/hub.ts'
import { faultOf } from './fault.ts'
import type { AdminParts } from './parts.ts'
import { takePlain } from './plain-requests.ts'
import { answerRoute, sendProblem } from './respond.ts'
import { routes } from './routes/all.ts'
import { Verification } from './verification.ts'
import { UnderWay } from './under-way.ts'

export const BODY_BYTES_MAX = 1_048_576

type Routing = FastifyInstance['routing']

export interface Admin {
  /** Answers one request. Always ends it, whatever happens. */
  handle(request: Parameters<Routing>[0], response: Parameters<Routing>[1]): void
  /** Answers a plain request of the fast lane. False where `handle` must: nothing was done with it. */
  take(call: PlainCall): boolean
  /** Ends event streams; resolves when nothing is being answered. */
  close(): Promise<void>
}

/** The contract's schemas are asked, and no route has one of the framework's: its compilers would take three megabytes for nothing. */
const noCompiler = (): never => {
  throw new Error('a route of the admin API has a schema that the contract does not know')
}

export function createAdmin(parts: AdminParts): Admin {
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: false,
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // What the framework refuses before it has found a route.
    frameworkErrors: (_error, _request, reply) => sendProblem(reply, unreadablePath),
  })
  const events = new EventHub(parts.store, () => newId('evt'))
  const verification = new Verification(parts.store.audit, parts.clock)
  const deps = { parts, events, verification, credentials: new CredentialHints() }
  readBodies(app)
  for (const route of routes)
    app.route({
      // Probes may ask for no body.
      method: route.open && route.operation.method === 'GET' ? ['GET', 'HEAD'] : route.operation.method,
      url: route.operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => answerRoute(deps, route, request, reply),
    })
  for (const url of ['/dashboard', '/dashboard/*'])
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: (request, reply) => {
        const { status, headers, body } = parts.dashboard.files({
          target: request.url,
          acceptEncoding: String(request.headers['accept-encoding'] ?? ''),
          ifNoneMatch: request.headers['if-none-match'] ?? null,
        })
        return reply.code(status).headers(headers).send(body)
      },
    })
  app.setNotFoundHandler((request, reply) => sendProblem(reply, unknownPath(request.method, request.url)))
  app.setErrorHandler<FastifyError>(async (error, _request, reply) => sendProblem(reply, await faultOf(parts, error)))
  const ready = app.ready()
  let isReady = false
  void ready.then(() => {
    isReady = true
  })
  const underWay = new UnderWay()
  return {
    handle(request, response) {
      underWay.begin()
      response.once('close', () => underWay.end())
      if (isReady) app.routing(request, response)
      else void ready.then(() => app.routing(request, response))
    },
    take: (call) => takePlain(deps, underWay, call),
    async close() {
      events.close()
      await underWay.none()
      await app.close()
    },
  }
}

/** Bodies stay text: the contract reads them, numbers exactly. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    const text = decodeUtf8(body as Buffer)
    if (text === null) done(Object.assign(new Error('the body is not valid UTF-8'), { statusCode: 400 }))
    else done(null, text)
  })
}

const PATHS = routes.map(({ operation: { method, path } }) => ({
  method,
  form: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

function unknownPath(method: string, url: string): ProblemFacts {
  const path = url.split('?', 1)[0] ?? ''
  const methods = PATHS.filter(({ form }) => form.test(path)).map((known) => known.method)
  if (methods.length === 0) return { code: 'unknown_route', detail: `The admin API has no path ${path}. See /docs.` }
  return {
    code: 'method_not_allowed',
    detail: `${path} takes ${methods.join(', ')}, not ${method}.`,
    more: { allow: methods },
  }
}

const unreadablePath: ProblemFacts = {
  code: 'bad_request',
  detail: 'An escape in the path is not % and two hexadecimal digits.',
}
