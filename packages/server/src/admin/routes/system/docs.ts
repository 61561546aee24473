/** The OpenAPI document, and a page that shows it. Everything the page needs is served from here: it works without the internet. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openapi, system } from '@keybrake/contract'
import { json, notFound, raw } from '../../answer.ts'
import { openRoute } from '../../route.ts'

export const openapiDocument = openRoute(system.openapiDocument, ({ parts }) =>
  json(openapi({ version: parts.version, serverUrl: parts.publicUrl() })),
)

/** Swagger UI sets styles on elements; scripts come from files only. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Keybrake admin API</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

/** Without a validator: it would send the document to a server elsewhere. */
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#page', validatorUrl: null, deepLinking: true })
`

const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

export const docs = openRoute(system.docs, () =>
  raw('text/html; charset=utf-8', PAGE, { 'content-security-policy': PAGE_POLICY }),
)

export const docsFile = openRoute(system.docsFile, async ({ param }) => {
  const file = param('file')
  if (file === 'start.js') return raw('text/javascript; charset=utf-8', START)
  const type = Object.hasOwn(FILES, file) ? FILES[file] : undefined
  if (type === undefined) return notFound('file of this name')
  return raw(type, await readFile(fileURLToPath(import.meta.resolve(`swagger-ui-dist/${file}`))))
})
