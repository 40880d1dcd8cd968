import { html, raw } from 'hono/html'

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly unknown[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }>
  >
  readonly 'x-access'?: string
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths?: Readonly<Record<string, object>>
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> }
}

/** The OpenAPI document as a page: every route, its parameters, what it takes and what it answers. No scripts. */
export function docsPage(document: ApiDocument, nonce: string) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  )
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title}</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
<h1>${document.info.title} <small>${document.info.version}</small></h1>
<p>${document.info.description}</p>
<p>The same as a document for tools: <a href="openapi.json">openapi.json</a>.</p>
${operations.map(({ path, method, operation }) => section(path, method, operation))}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components?.schemas ?? {}).map(
  ([name, schema]) => html`<section id="${name}"><h3>${name}</h3>${json(schema)}</section>`,
)}
</body>
</html>`
}

function section(path: string, method: string, operation: Operation) {
  const taken = operation.requestBody?.content?.['application/json']?.schema
  const [answer] = Object.values(operation.responses?.['200']?.content ?? {})
  return html`<details>
<summary><code><b>${method.toUpperCase()}</b> ${path}</code> <span>${operation.summary}</span> <em>${operation['x-access']}</em></summary>
${operation.description ? html`<p>${operation.description}</p>` : ''}
${operation.parameters ? html`<h4>Parameters</h4>${json(operation.parameters)}` : ''}
${taken ? html`<h4>Takes</h4>${json(taken)}` : ''}
${answer?.schema ? html`<h4>Answers</h4>${json(answer.schema)}` : ''}
</details>`
}

function json(value: unknown) {
  return html`<pre>${JSON.stringify(value, null, 2)}</pre>`
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
details { border-bottom: 1px solid #8884; padding: .4rem 0 }
summary { cursor: pointer } summary span { margin: 0 1rem } em { opacity: .7 }
pre { overflow: auto; background: #8881; padding: .75rem; border-radius: .4rem; font-size: .85rem }
`
