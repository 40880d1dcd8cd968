import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody guesses, as text for addresses and headers. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token: enough to know it again, not enough to use it. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')
