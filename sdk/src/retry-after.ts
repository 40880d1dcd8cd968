const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * How long an HTTP answer asks to be left alone (`Retry-After`), in milliseconds, for the `retryAfter` of a
 * `ConnectorError('unavailable')`. Undefined if it does not say, or not in a way anybody can read.
 *
 * A moment is counted from the answer's own `Date`, so that the ERP's clock and ours need not agree.
 *
 * @param now milliseconds since 1970, for an answer without `Date`
 */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const asked = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,12}$/.test(asked)) return Number(asked) * 1000
  if (!httpDate.test(asked)) return undefined
  const until = Date.parse(asked)
  const said = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(said) ? now : said))
}
