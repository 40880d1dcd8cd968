/** The lines of an answer as they arrive; one that is not ended by a line feed is not a line. */
export async function* linesIn(
  response: Response,
  named: (error: unknown) => unknown,
): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder()
  let begun: string[] = []
  try {
    for await (const chunk of response.body ?? []) {
      const parts = decoder.decode(chunk, { stream: true }).split('\n')
      const rest = parts.pop() ?? ''
      for (const part of parts) {
        yield [...begun, part].join('')
        begun = []
      }
      if (rest !== '') begun.push(rest)
    }
  } catch (error) {
    throw named(error)
  }
  return undefined
}
