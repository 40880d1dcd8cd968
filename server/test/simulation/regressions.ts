/** Seeds that once failed, and what was wrong then; they are always played. */
export const regressions: readonly { readonly seed: number; readonly why: string }[] = []
