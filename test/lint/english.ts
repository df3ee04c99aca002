/**
 * Checks names and prose against the rules of CONTRIBUTING.md ("How we write"): comments, doc comments, test names, Markdown, and file names.
 *
 * `npm run lint:english [-- PATH...]` prints each finding as `file:line rule: text` and exits with 1 if there is one.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One sentence or name that breaks a rule. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly text: string;
}

/** A comment, test name or line of prose, with the line it starts on. */
interface Prose {
  readonly kind: 'comment' | 'doc' | 'test' | 'message' | 'markdown';
  readonly line: number;
  readonly text: string;
}

interface Rule {
  readonly name: string;
  readonly kinds: readonly Prose['kind'][];
  readonly pattern: RegExp;
}

const ALL = ['comment', 'doc', 'test', 'message', 'markdown'] as const;

const RULES: readonly Rule[] = [
  {
    name: 'start a doc comment with a verb or the noun it documents',
    kinds: ['doc'],
    pattern:
      /^(What|Whether|How|Who|Whoever|Whose|Where|Nobody|Somebody|All that|Of|Says (what|whether|how|who|which)|That which|Those (who|that|which))\b/,
  },
  {
    name: 'name the actor instead of an indefinite person',
    kinds: ALL,
    pattern: /\b(nobody|somebody|whoever|whomever|no one|someone who)\b/i,
  },
  {
    name: 'avoid "is none" and "is no X"',
    kinds: ALL,
    pattern:
      /(?<!\bthere )\b(is|are|was|were) none\b|(?<!\bthere )\b(is|are|was|were) no (?!longer\b|more than\b|such\b|less\b|later\b|one\b|\d)[a-z]+/i,
  },
  {
    name: 'avoid inverted syntax',
    kinds: ALL,
    pattern: /\b(is|are) (thought of|gone on with|made of it|to be had|at hand)\b|\bgoes by\b|\bmay be had\b/i,
  },
  {
    name: 'use the standard term',
    kinds: ALL,
    pattern:
      /\b(stand-in model|world of|of one's own making|foundlings?|chores|workshop|imprints?|happenings|planting|carries? (it|them|him) (out|to)|map of the house)\b/i,
  },
];

/** Words that name private metaphors when they are part of a file name. */
const FILE_NAME_WORDS =
  /(^|[-/])(desk|desks|workshop|yard|shop|shelf|gallery|tape|stand-in|happenings|planting|clues|imprint|phones|talk-of|own-data|carry|carrier|conclude|wish|fallen|foundlings|chores|upkeep|removals|pacer|refusal|kitchen|recipe|recipes|world|worlds|frame)([-./]|$)/;

const COMMENT = /\/\*\*[\s\S]*?\*\/|\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*/g;
const TEST_NAME = /\b(?:describe|it|test)(?:\.each\([\s\S]*?\)|\.\w+)?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** Returns the findings in one file's text; `file` decides how it is read. */
export function findingsIn(file: string, text: string): Finding[] {
  const prose = file.endsWith('.md')
    ? markdownOf(text)
    : [...commentsOf(text), ...(/(^|\/)test\//.test(file) ? testNamesOf(text) : messagesOf(text))];
  const found = prose.flatMap(({ kind, line, text: sentence }) =>
    RULES.filter((rule) => rule.kinds.includes(kind) && rule.pattern.test(sentence)).map((rule) => ({
      file,
      line,
      rule: rule.name,
      text: shorten(sentence, rule.pattern),
    })),
  );
  const name = FILE_NAME_WORDS.exec(file);
  return name === null
    ? found
    : [{ file, line: 1, rule: 'use the standard term in file names', text: name[2] ?? '' }, ...found];
}

function commentsOf(source: string): Prose[] {
  return [...source.matchAll(COMMENT)].map((match) => {
    const [comment] = match;
    return {
      kind: comment.startsWith('/**') ? ('doc' as const) : ('comment' as const),
      line: lineOf(source, match.index),
      text: comment
        .replace(/^\/\*\*?|\*\/$|^\/\//g, '')
        .replace(/^\s*\* ?/gm, '')
        .trim(),
    };
  });
}

function testNamesOf(source: string): Prose[] {
  return [...source.matchAll(TEST_NAME)].map((match) => ({
    kind: 'test',
    line: lineOf(source, match.index),
    text: match[2] ?? '',
  }));
}

/** Texts of four words and more on one line: what a person reads in a terminal, an answer or a report. */
function messagesOf(source: string): Prose[] {
  return [...source.matchAll(/(['`])((?:\\.|(?!\1)[^\\\n])*)\1/g)]
    .filter(([, , text = '']) => text.split(/\s+/).length >= 4)
    .map((match) => ({ kind: 'message', line: lineOf(source, match.index), text: match[2] ?? '' }));
}

/** Prose lines of Markdown: fenced code is left out. */
function markdownOf(text: string): Prose[] {
  let isCode = false;
  return text.split('\n').flatMap((line, index): Prose[] => {
    if (/^\s*```/.test(line)) isCode = !isCode;
    return isCode ? [] : [{ kind: 'markdown', line: index + 1, text: line }];
  });
}

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split('\n').length;
}

function shorten(sentence: string, pattern: RegExp): string {
  const at = pattern.exec(sentence)?.index ?? 0;
  return sentence.slice(Math.max(0, at - 40), at + 80).replace(/\s+/g, ' ');
}

/** Files the rules apply to: sources and Markdown that git knows, without recorded, generated or vendored data. */
function filesBelow(paths: readonly string[]): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...paths], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) =>
        /\.(ts|tsx|mts|mjs|cjs|md|bicep)$/.test(file) &&
        !/\/conformance\/|CODE_OF_CONDUCT|test\/lint\/|content-filter\/default-rules/.test(file) &&
        existsSync(file),
    );
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === import.meta.filename) {
  const args = process.argv.slice(2);
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const findings = filesBelow(paths).flatMap((file) => findingsIn(file, readFileSync(file, 'utf8')));
  if (args.includes('--count')) {
    const counts = Map.groupBy(findings, ({ file }) => file.split('/').slice(0, 3).join('/'));
    for (const [folder, { length }] of [...counts].sort(([, a], [, b]) => b.length - a.length))
      console.log(`${length}\t${folder}`);
  } else {
    for (const { file, line, rule, text } of findings) console.log(`${file}:${line} ${rule}: ${text}`);
  }
  console.log(`${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
