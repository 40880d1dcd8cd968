/** Seeds that once failed, and why; they are always played. */
export const regressions: readonly { readonly seed: number; readonly why: string }[] = []
