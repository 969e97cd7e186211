import { OpenAPIGenerator, type OpenAPI } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../contract/index.ts'

/** The OpenAPI document of the contract, served at `/api/openapi.json`. */
export function describeApi(version: string): Promise<OpenAPI.Document> {
  return new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: {
      title: 'Telltale',
      version,
      description: 'The calls of the workstation. Times are epoch milliseconds (UTC). Errors are {code, message, detail} with a closed list of codes.',
    },
    servers: [{ url: '/api' }],
    customErrorResponseBodySchema: (definitions) => ({
      type: 'object',
      properties: { code: { enum: definitions.map(([code]) => code) }, message: { type: 'string' }, detail: { type: 'object' } },
      required: ['code', 'message', 'detail'],
    }),
  })
}

/** The document as a page: no script, so that it works under the strictest policy. */
export function docsPage(document: OpenAPI.Document): string {
  const groups = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = methods?.[method]
      if (!operation) continue
      const noun = operation.operationId?.split('.')[0] ?? ''
      const parts = [
        operation.parameters && section('Parameters', operation.parameters),
        operation.requestBody && section('Body', operation.requestBody),
        section('Answers', operation.responses),
      ].filter((part) => part !== undefined)
      const block = `<details><summary><code>${method.toUpperCase()} /api${escape(path)}</code> ${escape(operation.summary ?? '')}</summary>${parts.join('')}</details>`
      groups.set(noun, [...(groups.get(noun) ?? []), block])
    }
  }
  const body = [...groups].map(([noun, blocks]) => `<h2>${escape(noun)}</h2>${blocks.join('')}`).join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Telltale API</title><style>
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
summary{cursor:pointer;padding:.25rem 0}pre{overflow:auto;padding:.75rem;background:color-mix(in srgb,currentColor 8%,transparent);border-radius:4px}
</style></head><body><h1>Telltale API</h1><p>${escape(document.info.description ?? '')} The whole document: <a href="openapi.json">openapi.json</a>.</p>${body}</body></html>`
}

const section = (title: string, value: unknown) => `<h3>${title}</h3><pre>${escape(JSON.stringify(value, null, 2))}</pre>`
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
