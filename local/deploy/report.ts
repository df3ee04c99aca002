/** One section of a report: a command and its output, or a fact. */
export interface ReportSection {
  readonly title: string;
  readonly text: string;
}

/** Observations that only a real subscription allows; docs/deployment.md has the same list. */
export const CHECKLIST = [
  '`azd up` ended without an error, in how many minutes',
  'the capability host of the project is Succeeded',
  '`npm run smoke` got an answer from the function',
  'a document uploaded to the container of a source is found by the agent, after how many minutes',
  '`undelivered-events` is empty after that upload',
  'a second `azd up` ended without an error',
  'the action group sent its test mail',
  '`npm run doctor` reports no failure',
  'the cost analysis of the second day agrees with `npm run deploy:cost`',
  '`azd down --purge` (private: after `npm run deploy:release`) left nothing behind',
] as const;

/** Removes what identifies a subscription or opens a door: ids, keys, tokens, addresses, mail addresses and generated names. */
export function redactReport(text: string): string {
  const ids = new Map<string, string>();
  const placeholder = (kind: string) => (found: string) => {
    const key = found.toLowerCase();
    const known = ids.get(key);
    if (known !== undefined) return known;
    const label = `<${kind}-${ids.size + 1}>`;
    ids.set(key, label);
    return label;
  };
  return text
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token>')
    .replaceAll(
      /(AccountKey|SharedAccessSignature|sig|InstrumentationKey|code|password|secret)=[^;&\s"']+/gi,
      '$1=<secret>',
    )
    .replaceAll(/\b[A-Za-z0-9+/]{40,}={0,2}/g, '<secret>')
    .replaceAll(/[\w.+-]+@[\w-]+\.[\w.-]+/g, placeholder('mail'))
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, placeholder('id'))
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, placeholder('address'))
    .replaceAll(
      /\b(foundry-|cosmos-|srch-|func-|plan-|log-|appi-|vnet-|evgt-|dts-|stdata|sthost|stagents|id-app-)[a-z0-9]{13}\b/g,
      '$1<token>',
    );
}

/** The report as Markdown, redacted as a whole. */
export function reportText(sections: readonly ReportSection[]): string {
  const parts = sections.map(({ title, text }) => `## ${title}\n\n\`\`\`\n${text.trim()}\n\`\`\``);
  const list = CHECKLIST.map((item) => `- [ ] ${item}`).join('\n');
  return redactReport(
    `# Deployment report\n\nRead it before you share it.\n\n${parts.join('\n\n')}\n\n## To fill in by hand\n\n${list}\n`,
  );
}
