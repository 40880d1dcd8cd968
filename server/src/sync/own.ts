/**
 * The value of a key that came from outside.
 *
 * `constructor` and `__proto__` must not find what every object has.
 */
export function own<T>(values: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined
}
