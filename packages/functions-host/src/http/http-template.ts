import type { AppFunction } from '../extension/extension.ts';

/**
 * Returns the route of a function without its prefix: the declared one, else the function's name. Undefined without an
 * HTTP trigger.
 */
export function ownRoute({ name, trigger }: AppFunction): string | undefined {
  if (trigger.type.toLowerCase() !== 'httptrigger') return undefined;
  return typeof trigger.route === 'string' && trigger.route !== '' ? trigger.route : name;
}

/** Returns the full route template of an HTTP function, without a leading slash. */
export function fullTemplate(fn: AppFunction, prefix: string): string | undefined {
  const own = ownRoute(fn);
  return own && [prefix.replace(/^\/|\/$/g, ''), own].filter((part) => part !== '').join('/');
}

/** Returns the methods in upper case. Without any, the package's default applies. */
export function methodsOf({ trigger: { methods } }: AppFunction): readonly string[] {
  return Array.isArray(methods) ? methods.map((method) => `${method}`.toUpperCase()) : ['GET', 'POST'];
}
