/** The id of something in a project, in the manner of the service. */
export const assetId = (
  project: string,
  kind: 'connections' | 'data' | 'evaluationtaxonomies' | 'evaluators' | 'indexes',
  name: string,
  version?: string,
): string =>
  [
    `azureai://accounts/local/projects/${project}/${kind}/${name}`,
    ...(version === undefined ? [] : [`/versions/${version}`]),
  ].join('');
