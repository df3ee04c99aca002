/** Reads the first characters of a response body and discards the rest. */
export async function firstText({ body }: Response, max: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop cancels the body.
    if (text.length >= max) return text.slice(0, max);
  }
  return text + decoder.decode();
}
