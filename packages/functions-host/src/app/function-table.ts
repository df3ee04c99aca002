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

/** A registered function and its listener. */
export interface FunctionEntry {
  readonly fn: AppFunction;
  /** Absolute path of the file that registered it. */
  readonly scriptFile: string;
  readonly disabled: boolean;
  /** Absent when the function is refused, or stops the whole host. */
  readonly listener?: Listener;
  /** Causes of a refusal with their remedies. Empty for a function that stops the host: that error is the host's. */
  readonly errors: readonly string[];
  /** The same in the words of the real host. */
  readonly reportedErrors: readonly string[];
}

export interface FunctionTable {
  /** In alphabetical order, as the real host indexes them. */
  readonly entries: readonly FunctionEntry[];
  /** Declarations that stop the whole host. */
  readonly hostErrors: readonly string[];
}

/** Makes a listener for each registered function. Nothing runs yet. */
export function indexFunctions(
  registered: readonly RegisteredFunction[],
  extensionFor: (bindingType: string) => HostExtension | undefined,
  settings: Settings,
  hasExtensionBundle: boolean,
): FunctionTable {
  const hostErrors: string[] = [];
  const name = ({ metadata }: RegisteredFunction) => metadata.name.toLowerCase();
  const sorted = registered.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  const entries = sorted.map(({ metadata, scriptFile }): FunctionEntry => {
    const triggers = triggersOf(metadata);
    const fn: AppFunction = { name: metadata.name, metadata, trigger: triggers[0] ?? NO_TRIGGER };
    const entry = { fn, scriptFile, disabled: settings.isDisabled(fn.name), errors: [], reportedErrors: [] };
    try {
      requireOneTrigger(fn, triggers);
      return { ...entry, listener: index(fn, extensionFor, hasExtensionBundle) };
    } catch (error) {
      if (error instanceof HostError) {
        hostErrors.push(`The function ${fn.name} stops the whole app. ${error.message}`);
        return entry;
      }
      if (error instanceof IndexingError) {
        return { ...entry, errors: [error.message], reportedErrors: [error.reportedFor(fn.name)] };
      }
      throw error;
    }
  });
  return { entries, hostErrors };
}

/** Logs the functions that are not served, with the causes. */
export function logRejectedFunctions(log: Log, { entries, hostErrors }: FunctionTable): void {
  for (const { fn, errors } of entries) {
    for (const error of errors) log.error(`The function is refused. ${error}`, { function: fn.name });
  }
  for (const error of hostErrors) log.critical(error);
}

/** Source: `Utility.cs` of the Azure Functions host 4.1037. A function with another name is refused. */
const FUNCTION_NAME = /^(?!host$)[a-z][a-z0-9_-]{0,127}$/i;
const BINDING_NAME = /^(?:[a-z][a-z0-9]{0,127}|\$return)$/i;

function index(
  fn: AppFunction,
  extensionFor: (bindingType: string) => HostExtension | undefined,
  hasExtensionBundle: boolean,
): Listener {
  if (!FUNCTION_NAME.test(fn.name)) {
    throw new IndexingError(
      `"${fn.name}" cannot be a function's name: use a letter, then up to 127 letters, digits, "-" or "_" (and not "host").`,
      `'${fn.name}' is not a valid function name.`,
    );
  }
  for (const { name } of [...bindings(fn, 'in'), ...bindings(fn, 'out')]) {
    if (!BINDING_NAME.test(name))
      throw new IndexingError(
        `"${name}" cannot be a binding's name: use letters and digits.`,
        `The binding name ${name} is invalid. Please assign a valid name to the binding.`,
      );
  }
  const unknown = [...bindings(fn, 'in'), ...bindings(fn, 'out')].filter(({ type }) => !extensionFor(type));
  if (unknown.length > 0) {
    const types = [...new Set(unknown.map(({ type }) => type))].join(', ');
    throw new IndexingError(
      `The local host does not support the binding type "${types}" (binding ${unknown.map(({ name }) => name).join(', ')}). ` +
        'The other functions run. To run this one, use Azure Functions Core Tools.',
      hasExtensionBundle
        ? `The binding type(s) '${types}' were not found in the configured extension bundle. Please ensure the type is correct and the correct version of extension bundle is configured`
        : `The binding type(s) '${types}' are not registered. Please ensure the type is correct and the binding extension is installed.`,
    );
  }
  for (const binding of [...bindings(fn, 'in'), ...bindings(fn, 'out')]) {
    if (binding.name !== fn.trigger.name) extensionFor(binding.type)?.check?.(fn, binding);
  }
  const listener = extensionFor(fn.trigger.type)?.index?.(fn);
  if (!listener) throw new IndexingError(`The local host has no trigger "${fn.trigger.type}".`);
  return listener;
}

/** Stands for the trigger of a function that has none; such a function is refused. */
const NO_TRIGGER: NamedBinding = { name: '', type: '', direction: 'in' };

function triggersOf({ bindings: all }: RegisteredFunction['metadata']): NamedBinding[] {
  return Object.entries(all).flatMap(([name, binding]) =>
    /trigger$/i.test(binding.type) ? [{ ...binding, name }] : [],
  );
}

function requireOneTrigger({ name }: AppFunction, triggers: readonly NamedBinding[]): void {
  if (triggers.length === 0) {
    throw new IndexingError(
      `The function ${name} has no trigger, so nothing can call it. Give it one.`,
      'No trigger binding specified. A function must have a trigger input binding.',
    );
  }
  if (triggers.length > 1) {
    throw new IndexingError(
      `The function ${name} has ${triggers.length} triggers. Register one function for each.`,
      'Multiple trigger bindings defined. A function can only have a single trigger binding.',
    );
  }
}
