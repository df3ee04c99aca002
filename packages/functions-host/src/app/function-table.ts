import { SetupError } from '../../../../shared/core/setup-error.ts';
import { HostError, IndexingError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import {
  type AppFunction,
  bindings,
  type HostExtension,
  type Listener,
  type NamedBinding,
} from '../extension/extension.ts';
import type { Settings } from '../settings/settings.ts';
import type { RegisteredFunction } from '../worker/protocol.ts';

/** One function of the app and what the host made of it. */
export interface FunctionEntry {
  readonly fn: AppFunction;
  /** Absolute path of the file that registered it. */
  readonly scriptFile: string;
  readonly disabled: boolean;
  /** Absent when the function was refused, or stops the whole host. */
  readonly listener?: Listener;
  /** Why it was refused; empty when it was not. What stops the host is the host's error, not the function's. */
  readonly errors: readonly string[];
}

export interface FunctionTable {
  /** In alphabetical order of their names, as the real host goes through them. */
  readonly entries: readonly FunctionEntry[];
  /** Declarations that stop the whole host. */
  readonly hostErrors: readonly string[];
}

/** Finds for each registered function the extension that listens for it. Nothing runs yet. */
export function indexFunctions(
  registered: readonly RegisteredFunction[],
  extensionFor: (bindingType: string) => HostExtension | undefined,
  settings: Settings,
): FunctionTable {
  const hostErrors: string[] = [];
  const name = ({ metadata }: RegisteredFunction) => metadata.name.toLowerCase();
  const sorted = registered.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  const entries = sorted.map(({ metadata, scriptFile }): FunctionEntry => {
    const fn: AppFunction = { name: metadata.name, metadata, trigger: triggerOf(metadata) };
    const entry = { fn, scriptFile, disabled: settings.isDisabled(fn.name) };
    try {
      return { ...entry, listener: index(fn, extensionFor), errors: [] };
    } catch (error) {
      if (error instanceof HostError) {
        hostErrors.push(`The function ${fn.name} stops the whole app. ${error.message}`);
        return { ...entry, errors: [] };
      }
      if (error instanceof IndexingError) return { ...entry, errors: [error.message] };
      throw error;
    }
  });
  return { entries, hostErrors };
}

/** Tells the developer what is not served, and why. */
export function logRefusals(log: Log, { entries, hostErrors }: FunctionTable): void {
  for (const { fn, errors } of entries) {
    for (const error of errors) log.error(`The function is refused. ${error}`, { function: fn.name });
  }
  for (const error of hostErrors) log.critical(error);
}

/** Source: name checks of the Azure Functions host 4.1037; a name that breaks them costs its function. */
const FUNCTION_NAME = /^(?!host$)[a-z][a-z0-9_-]{0,127}$/i;
const BINDING_NAME = /^(?:[a-z][a-z0-9]{0,127}|\$return)$/i;

function index(fn: AppFunction, extensionFor: (bindingType: string) => HostExtension | undefined): Listener {
  if (!FUNCTION_NAME.test(fn.name)) {
    throw new IndexingError(
      `"${fn.name}" cannot be a function's name: use a letter, then up to 127 letters, digits, "-" or "_" (and not "host").`,
    );
  }
  for (const { name } of [...bindings(fn, 'in'), ...bindings(fn, 'out')]) {
    if (!BINDING_NAME.test(name))
      throw new IndexingError(`"${name}" cannot be a binding's name: use letters and digits.`);
  }
  const unknown = [...bindings(fn, 'in'), ...bindings(fn, 'out')].filter(({ type }) => !extensionFor(type));
  if (unknown.length > 0) {
    const types = [...new Set(unknown.map(({ type }) => `"${type}"`))].join(', ');
    throw new IndexingError(
      `The local host does not support the binding type ${types} (binding ${unknown.map(({ name }) => name).join(', ')}). ` +
        'The other functions run. To run this one, use Azure Functions Core Tools (npm run start:func).',
    );
  }
  for (const binding of [...bindings(fn, 'in'), ...bindings(fn, 'out')]) {
    if (binding.name !== fn.trigger.name) extensionFor(binding.type)?.check?.(fn, binding);
  }
  const listener = extensionFor(fn.trigger.type)?.index?.(fn);
  if (!listener) throw new IndexingError(`"${fn.trigger.type}" is no trigger that the local host can listen for.`);
  return listener;
}

function triggerOf({ name, bindings: all }: RegisteredFunction['metadata']): NamedBinding {
  for (const [key, binding] of Object.entries(all))
    if (/trigger$/i.test(binding.type)) return { ...binding, name: key };
  throw new SetupError(`The function ${name} has no trigger, so nothing could ever call it.`);
}
