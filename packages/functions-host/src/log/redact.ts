/** Takes secrets out of a log line that a storage or HTTP library may have put into an error's text. */
export function redact(text: string): string {
  return text
    .replace(/\b(AccountKey|SharedAccessKey|SharedAccessSignature)=[^;\s"']+/gi, '$1=***')
    .replace(/([?&](?:sig|code)=)[^&\s"']+/gi, '$1***')
    .replace(/\b(Bearer)\s+[\w.~+/-]{8,}=*/gi, '$1 ***');
}
