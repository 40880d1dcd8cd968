/** One call to the ERP behind this page. */
export async function call(method, path, body) {
  const response = await fetch(`/page/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`)
  return response.json()
}

/** Hears of every change as long as the page is open, also after the ERP was away. */
export function listen({ changed, back, away }) {
  const events = new EventSource('/page/events')
  let lost = false
  events.onmessage = ({ data }) => changed(JSON.parse(data))
  events.onerror = () => {
    lost = true
    away()
  }
  events.onopen = () => {
    if (lost) back()
    lost = false
  }
}

export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
