import { given } from '../../core/given.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { type NumberedObject, numberedVersions } from '../assets/numbered-versions.ts';

interface ToolboxContent {
  readonly description?: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tools: readonly object[];
  readonly skills?: readonly object[] | null;
  readonly policies?: object | null;
}

interface Bodies {
  Toolboxes_CreateVersion: Omit<ToolboxContent, 'metadata'> & {
    readonly metadata?: ToolboxContent['metadata'] | null;
  };
  Toolboxes_Update: { readonly default_version: string };
}

/** Toolboxes: collections of tools, by version. They are stored; their MCP endpoint is not served. */
export const toolboxes = group<Bodies>('Toolboxes', (project) => {
  const kept = numberedVersions<ToolboxContent>(project, { kind: 'toolbox', plural: 'toolboxes' });
  const show = ({ name, updated_at, default_version }: NumberedObject) => ({
    id: name,
    name,
    updated_at,
    default_version,
    versions: { latest: kept.latest(name) },
  });

  return {
    Toolboxes_List: ({ query }) => cursorPage(kept.objects, query, {}, show),
    Toolboxes_Get: ({ params }) => show(kept.object(params.name)),
    Toolboxes_Update: ({ params, body }) => show(kept.setDefault(params.name, body.default_version)),
    Toolboxes_Delete: ({ params }) => {
      // As Azure's services: a deletion succeeds whether or not the object existed.
      if (kept.objects.get(params.name)) kept.remove(params.name);
    },
    Toolboxes_CreateVersion: ({ params, body: { description, metadata, tools, skills, policies } }) =>
      kept.add(params.name, {
        tools,
        metadata: metadata ?? {},
        ...given('description', description),
        ...given('skills', skills),
        ...given('policies', policies),
      }),
    Toolboxes_ListVersions: ({ params, query }) =>
      cursorPage(kept.versions, query, { where: { of: kept.object(params.name).name } }),
    Toolboxes_GetVersion: ({ params }) => kept.version(params.name, params.version),
    Toolboxes_DeleteVersion: ({ params: { name, version } }) => {
      if (kept.versions.get(`${name}:${version}`)) kept.removeVersion(name, version);
    },
  };
});
