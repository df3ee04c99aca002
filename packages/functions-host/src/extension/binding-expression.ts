import { randomUUID } from 'node:crypto';
import type { BindingData } from './extension.ts';

/**
 * Resolves `{name}`, `{name.property}`, `{rand-guid}` and the like in a binding's text for one invocation. Names are
 * case-insensitive.
 * @throws Error when the trigger has no value of that name; the invocation then fails, as on the real host
 */
export function resolveBindingExpression(text: string, data: BindingData): string {
  return text.replace(/\{([^{}]+)\}/g, (whole, expression: string) => {
    const [name = '', format] = expression.split(':', 2);
    const value = systemValue(name.trim(), format) ?? lookUp(data, name.trim().split('.'));
    if (value === undefined || value === null || typeof value === 'object') {
      throw new Error(
        `${whole} in "${text}" has no value: the trigger gives no ${name}. It gives ${Object.keys(data).join(', ') || 'nothing'}.`,
      );
    }
    return String(value);
  });
}

function systemValue(name: string, format: string | undefined): string | undefined {
  switch (name.toLowerCase()) {
    case 'rand-guid':
    case 'sys.randguid':
      return guid(format);
    case 'datetime':
    case 'sys.utcnow':
      return utcNow(format);
    default:
      return undefined;
  }
}

function guid(format: string | undefined): string {
  const value = randomUUID();
  if (format === 'N') return value.replaceAll('-', '');
  if (format === 'B') return `{${value}}`;
  return format === 'P' ? `(${value})` : value;
}

/** Formats the current time with the common parts of .NET's custom date formats: yyyy MM dd HH mm ss fff. */
function utcNow(format: string | undefined): string {
  const iso = new Date().toISOString();
  if (!format) return iso.slice(0, 19).concat('Z');
  const parts = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)/.exec(iso)?.slice(1) ?? [];
  return ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss', 'fff'].reduce(
    (result, pattern, index) => result.replaceAll(pattern, parts[index] ?? ''),
    format,
  );
}

function lookUp(data: BindingData, names: readonly string[]): unknown {
  let value: unknown = data;
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return undefined;
    const found = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
    value = found?.[1];
  }
  return value;
}
