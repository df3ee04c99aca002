import type { Collection, Store } from '../../core/store/store.ts';

export interface RedTeamRequest {
  readonly target: { readonly type: 'AzureOpenAIModel'; readonly modelDeploymentName: string };
  readonly applicationScenario?: string;
  readonly attackStrategies?: readonly (string | readonly string[])[];
  readonly displayName?: string;
  readonly numTurns?: number;
  readonly properties?: Readonly<Record<string, string>>;
  readonly riskCategories?: readonly string[];
  readonly simulationOnly?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A run as clients see it. Its properties hold the findings. */
export interface RedTeam extends RedTeamRequest {
  readonly id: string;
  readonly status: 'NotStarted' | 'Running' | 'Completed' | 'Failed';
}

/** An attack with its answer and verdict; without a verdict when the run only simulates. */
export interface AttackResult {
  readonly id: string;
  readonly run: string;
  readonly riskCategory: string;
  readonly strategy: string;
  readonly objective: string;
  readonly conversation: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  readonly succeeded?: boolean;
}

export interface RedTeamCollections {
  readonly runs: Collection<RedTeam>;
  readonly results: Collection<AttackResult>;
}

export const redTeamCollections = (store: Store): RedTeamCollections => ({
  runs: store.collection({
    name: 'redTeams',
    key: ({ id }) => id,
    indexes: { open: ({ status }) => status === 'NotStarted' || status === 'Running' },
  }),
  results: store.collection({ name: 'redTeamAttacks', key: ({ id }) => id, indexes: { run: ({ run }) => run } }),
});
