import { ApiError } from './client.ts'

// Signing in and out are better-auth's own routes, which answer in its own shape.

export type SignInRefusal = 'wrongPassword' | 'tooManyTries' | 'disabled' | 'failed'

/** undefined: signed in. */
export async function signIn(email: string, password: string): Promise<SignInRefusal | undefined> {
  const { status, ok } = await post('/api/v1/auth/sign-in/email', { email, password })
  if (ok) return undefined
  if (status === 429) return 'tooManyTries'
  if (status === 403) return 'disabled'
  return status === 400 || status === 401 || status === 422 ? 'wrongPassword' : 'failed'
}

export async function signOut(): Promise<void> {
  const { ok, status } = await post('/api/v1/auth/sign-out', {})
  if (!ok && status !== 401) throw unreachable(status)
}

async function post(path: string, json: unknown): Promise<Response> {
  const init = { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }
  return await fetch(path, init).catch(() => {
    throw unreachable(0)
  })
}

function unreachable(status: number): ApiError {
  return new ApiError({
    type: 'urn:koppel:problem:offline',
    title: '',
    status,
    code: 'offline',
    requestId: '',
    faults: [],
  })
}
