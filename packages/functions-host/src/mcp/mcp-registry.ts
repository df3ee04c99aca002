import { z } from 'zod';
import { IndexingError } from '../core/errors.ts';
import type { AppFunction, NamedBinding } from '../extension/extension.ts';
import { type ResourceTemplate, resourceTemplate } from './resource-template.ts';

type Json = Readonly<Record<string, unknown>>;

/** A tool that a function with an MCP tool trigger serves. */
export interface McpTool {
  readonly fn: AppFunction;
  readonly name: string;
  readonly description: string | undefined;
  readonly inputSchema: Json;
  readonly outputSchema: Json | undefined;
  readonly meta: Json | undefined;
  /** True when the worker returns `{ type, content, structuredContent }` instead of a plain value. */
  readonly hasResultSchema: boolean;
}

export interface McpResource {
  readonly fn: AppFunction;
  readonly uri: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly mimeType: string | undefined;
  readonly size: number | undefined;
  readonly meta: Json | undefined;
  /** Set when the URI has parameters: `orders://{id}`. */
  readonly template: ResourceTemplate | undefined;
}

export interface McpPrompt {
  readonly fn: AppFunction;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly arguments: readonly z.infer<typeof promptArgument>[];
  readonly icons: unknown[] | undefined;
  readonly meta: Json | undefined;
  readonly hasResultSchema: boolean;
}

const jsonObject = z.record(z.string(), z.unknown());

const toolProperty = z.object({
  propertyName: z.string().min(1),
  propertyType: z.string().default('string'),
  description: z.string().nullish(),
  isRequired: z.boolean().default(false),
  isArray: z.boolean().default(false),
  enumValues: z.array(z.string()).nullish(),
});

const promptArgument = z.object({
  name: z.string(),
  description: z.string().nullish(),
  required: z.boolean().nullish(),
});

/** Tools, resources and prompts of one version of the app. Names and URIs are case-insensitive, as in the MCP extension. */
export class McpRegistry {
  readonly #tools = new Map<string, McpTool>();
  readonly #resources = new Map<string, McpResource>();
  readonly #prompts = new Map<string, McpPrompt>();

  get isEmpty(): boolean {
    return this.#tools.size + this.#resources.size + this.#prompts.size === 0;
  }

  get tools(): McpTool[] {
    return [...this.#tools.values()];
  }

  get resources(): McpResource[] {
    return [...this.#resources.values()];
  }

  get prompts(): McpPrompt[] {
    return [...this.#prompts.values()];
  }

  tool(name: string): McpTool | undefined {
    return this.#tools.get(name.toLowerCase());
  }

  prompt(name: string): McpPrompt | undefined {
    return this.#prompts.get(name.toLowerCase());
  }

  /** Finds the resource of a URI, and the values of its parameters. */
  resource(
    uri: string,
  ): { readonly resource: McpResource; readonly values: Readonly<Record<string, string>> } | undefined {
    const exact = this.#resources.get(uri.toLowerCase());
    if (exact && !exact.template) return { resource: exact, values: {} };
    for (const resource of this.#resources.values()) {
      const values = resource.template?.match(uri);
      if (values) return { resource, values };
    }
    return undefined;
  }

  /**
   * Adds the tool, resource or prompt of a function.
   * @throws IndexingError when its declaration is invalid, or another function has its name or URI
   */
  add(fn: AppFunction): void {
    const { trigger } = fn;
    const type = trigger.type.toLowerCase();
    if (type === 'mcptooltrigger') put(this.#tools, requiredText(trigger, 'toolName'), toolOf(fn), 'Tool with name');
    else if (type === 'mcpresourcetrigger') {
      put(this.#resources, requiredText(trigger, 'uri'), resourceOf(fn), 'Resource with URI');
    } else put(this.#prompts, requiredText(trigger, 'promptName'), promptOf(fn), 'Prompt with name');
  }
}

function put<T extends { readonly fn: AppFunction }>(map: Map<string, T>, key: string, value: T, kind: string): void {
  const other = map.get(key.toLowerCase());
  if (other) {
    throw new IndexingError(
      `${kind} "${key}" is also declared by the function ${other.fn.name}. Give each its own.`,
      `${kind} '${key}' is already registered.`,
    );
  }
  map.set(key.toLowerCase(), value);
}

function toolOf(fn: AppFunction): McpTool {
  const { trigger } = fn;
  const name = requiredText(trigger, 'toolName');
  return {
    fn,
    name,
    description: text(trigger, 'description'),
    inputSchema:
      trigger.useWorkerInputSchema === true
        ? required(parsed(trigger, 'inputSchema', jsonObject), trigger, 'inputSchema')
        : schemaOf(parsed(trigger, 'toolProperties', z.array(toolProperty)) ?? []),
    outputSchema: parsed(trigger, 'outputSchema', jsonObject),
    meta: parsed(trigger, 'metadata', jsonObject),
    hasResultSchema: trigger.useResultSchema === true,
  };
}

function resourceOf(fn: AppFunction): McpResource {
  const { trigger } = fn;
  const uri = requiredText(trigger, 'uri');
  return {
    fn,
    uri,
    name: text(trigger, 'resourceName') ?? fn.name,
    title: text(trigger, 'title'),
    description: text(trigger, 'description'),
    mimeType: text(trigger, 'mimeType'),
    size: typeof trigger.size === 'number' ? trigger.size : undefined,
    meta: parsed(trigger, 'metadata', jsonObject),
    template: resourceTemplate(uri),
  };
}

function promptOf(fn: AppFunction): McpPrompt {
  const { trigger } = fn;
  return {
    fn,
    name: requiredText(trigger, 'promptName'),
    title: text(trigger, 'title'),
    description: text(trigger, 'description'),
    arguments: parsed(trigger, 'promptArguments', z.array(promptArgument)) ?? [],
    icons: parsed(trigger, 'icons', z.array(z.unknown())),
    meta: parsed(trigger, 'metadata', jsonObject),
    hasResultSchema: trigger.useResultSchema === true,
  };
}

/** Builds the input schema of a tool as the extension does: `required` is always there, and so is each description. */
function schemaOf(properties: readonly z.infer<typeof toolProperty>[]): Json {
  const members = properties.map(({ propertyName, propertyType, description, isArray, enumValues }) => {
    const type = { type: propertyType, ...(enumValues?.length ? { enum: enumValues } : {}) };
    const schema = isArray ? { type: 'array', items: type } : type;
    return [propertyName, { ...schema, description: description ?? '' }];
  });
  const required = properties.filter(({ isRequired }) => isRequired).map(({ propertyName }) => propertyName);
  return { type: 'object', properties: Object.fromEntries(members), required: [...new Set(required)] };
}

function text(trigger: NamedBinding, name: string): string | undefined {
  const value = trigger[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function requiredText(trigger: NamedBinding, name: string): string {
  return required(text(trigger, name), trigger, name);
}

function required<T>(value: T | undefined, trigger: NamedBinding, name: string): T {
  if (value !== undefined) return value;
  throw new IndexingError(`The ${trigger.type} needs ${name}.`);
}

/** Parses a member of the trigger that holds JSON as text. */
function parsed<T extends z.ZodType>(trigger: NamedBinding, name: string, type: T): z.output<T> | undefined {
  const value = text(trigger, name);
  if (value === undefined) return undefined;
  try {
    return type.parse(JSON.parse(value));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new IndexingError(`The ${name} of the ${trigger.type} is invalid: ${problem}`);
  }
}
