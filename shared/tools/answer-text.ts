/**
 * A tool's result as the text of its answer: a string stays as it is, everything else becomes JSON. No result is said in a word,
 * for an empty answer reads like a failure.
 * @throws TypeError when JSON cannot hold it (a cycle, a BigInt)
 */
export function answerText(result: unknown): string {
  if (typeof result === 'string') return result;
  return JSON.stringify(result) ?? 'Done.';
}

/** The message that carries an answer back. The agent service finds the call by its id; nothing else is known of the shape. */
export function answerMessage(value: string, correlationId: string): string {
  return JSON.stringify({ Value: value, CorrelationId: correlationId });
}
