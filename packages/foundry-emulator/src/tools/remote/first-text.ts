/** The first characters of an answer: what comes after them is not read. */
export async function firstText({ body }: Response, max: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop ends the answer.
    if (text.length >= max) return text.slice(0, max);
  }
  return text + decoder.decode();
}
