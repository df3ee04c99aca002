/** Returns the id of an asset in a project, in the service's form. */
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
