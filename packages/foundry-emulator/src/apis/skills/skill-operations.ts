import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { type NumberedObject, type NumberedVersion, numberedVersions } from '../assets/numbered-versions.ts';

interface SkillContent {
  readonly description: string;
  readonly instructions?: string;
}

interface Bodies {
  Skills_CreateVersion: {
    readonly inline_content?: SkillContent | null;
    readonly default?: boolean | null;
  };
  Skills_Update: { readonly default_version: string };
}

/** Skills: instructions for agents, by version. They are stored; agents do not use them. */
export const skills = group<Bodies>('Skills', (project) => {
  const kept = numberedVersions<SkillContent>(project, { kind: 'skill', plural: 'skills' });
  const show = ({ name, created_at, default_version }: NumberedObject) => ({
    id: name,
    name,
    description: kept.version(name, default_version).description,
    created_at,
    default_version,
    latest_version: kept.latest(name)?.version ?? default_version,
  });
  const showVersion = ({ instructions: _, ...version }: NumberedVersion & SkillContent) => ({
    ...version,
    skill_id: version.name,
  });

  return {
    Skills_List: ({ query }) => cursorPage(kept.objects, query, {}, show),
    Skills_Get: ({ params }) => show(kept.object(params.name)),
    Skills_Update: ({ params, body }) => show(kept.setDefault(params.name, body.default_version)),
    Skills_Delete: ({ params }) => {
      const { name } = kept.remove(params.name);
      return { id: name, name, deleted: true };
    },
    Skills_CreateVersion: ({ params, body: { inline_content: content, default: isDefault } }) => {
      const skill = { ...content, description: content?.description ?? '' };
      return showVersion(kept.add(params.name, skill, isDefault ?? false));
    },
    Skills_ListVersions: ({ params, query }) =>
      cursorPage(kept.versions, query, { where: { of: kept.object(params.name).name } }, showVersion),
    Skills_GetVersion: ({ params }) => showVersion(kept.version(params.name, params.version)),
    Skills_DeleteVersion: ({ params }) => {
      const { id, name, version } = kept.removeVersion(params.name, params.version);
      return { id, name, version, deleted: true };
    },
  };
});
