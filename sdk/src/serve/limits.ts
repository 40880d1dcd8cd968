import type { ServeOptions } from './serve.ts'

/** What is allowed while serving, with every default filled in. */
export type Limits = Required<
  Pick<ServeOptions, 'maxBytes' | 'callWithinMs' | 'sessionIdleMs' | 'maxSessions'>
> &
  Pick<ServeOptions, 'log' | 'fetch'>
