/**
 * Picks for each subject the first of a script's rules that fits it and is not used up. The script may be exchanged for another at any
 * time; a rule's `times` count from then on.
 */
export function dealRules<Rule extends { readonly times?: number | undefined }, Subject>(
  current: () => readonly Rule[],
  fits: (rule: Rule, subject: Subject) => boolean,
): (subject: Subject) => Rule | undefined {
  const dealt = new WeakMap<Rule, number>();
  return (subject) => {
    const found = current().find(
      (rule) => (dealt.get(rule) ?? 0) < (rule.times ?? Number.POSITIVE_INFINITY) && fits(rule, subject),
    );
    if (found) dealt.set(found, (dealt.get(found) ?? 0) + 1);
    return found;
  };
}
