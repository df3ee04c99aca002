import { notFound, within } from '../../core/http/api-error.ts';
import { checkPart } from '../../core/http/check-request.ts';
import { group } from '../../core/http/operation-group.ts';
import type { AgentDefinition } from './agent-store.ts';
import { agentVersions, type VersionRequest } from './agent-versions.ts';
import { definitionOf, manifestSeed } from './manifest.ts';

interface ManifestRequest extends Omit<VersionRequest, 'definition'> {
  readonly manifest_id: string;
  readonly parameter_values: Readonly<Record<string, unknown>>;
}

interface Bodies {
  Agents_CreateAgentFromManifest: ManifestRequest & { readonly name: string };
  Agents_UpdateAgentFromManifest: ManifestRequest;
  Agents_CreateAgentVersionFromManifest: ManifestRequest;
}

/** Agents made from manifests. The references have no operation that makes a manifest: the seed file has them. */
export const agentImports = group<Bodies>('Agents: imports', (project) => {
  const { create, update, add } = agentVersions(project);
  const manifests = project.seed.get(manifestSeed) ?? [];

  const request = (body: ManifestRequest, apiVersion: string): VersionRequest => {
    const manifest = manifests.find(({ id }) => id === body.manifest_id);
    if (!manifest) {
      const known = manifests.length === 0 ? 'There are none' : `There are ${manifests.map(({ id }) => id).join(', ')}`;
      throw notFound(
        `There is no manifest ${body.manifest_id}. ${known}; manifests come from the seed file.`,
        'manifest_id',
      );
    }
    const definition = definitionOf(manifest, body.parameter_values);
    within('definition', () => checkPart({ api: 'foundry', shape: 'AgentDefinition', apiVersion }, definition));
    return { ...body, definition: definition as AgentDefinition };
  };

  return {
    Agents_CreateAgentFromManifest: ({ body, apiVersion }) => create(body.name, request(body, apiVersion)),
    Agents_UpdateAgentFromManifest: ({ params, body, apiVersion }) =>
      update(params.agent_name, request(body, apiVersion)),
    Agents_CreateAgentVersionFromManifest: ({ params, body, apiVersion }) =>
      add(params.agent_name, request(body, apiVersion)),
  };
});
