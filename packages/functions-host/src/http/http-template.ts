import type { AppFunction } from '../extension/extension.ts';

/** The route that a function declares itself; its name when it declares none. Undefined for other triggers than HTTP. */
export function ownRoute({ name, trigger }: AppFunction): string | undefined {
  if (trigger.type.toLowerCase() !== 'httptrigger') return undefined;
  return typeof trigger.route === 'string' && trigger.route !== '' ? trigger.route : name;
}

/** The template that an HTTP function is reached under, prefix included, without a leading slash. */
export function fullTemplate(fn: AppFunction, prefix: string): string | undefined {
  const own = ownRoute(fn);
  return own && [prefix.replace(/^\/|\/$/g, ''), own].filter((part) => part !== '').join('/');
}

/** Methods in upper case; what the package fills in when the app names none. */
export function methodsOf({ trigger: { methods } }: AppFunction): readonly string[] {
  return Array.isArray(methods) ? methods.map((method) => `${method}`.toUpperCase()) : ['GET', 'POST'];
}
