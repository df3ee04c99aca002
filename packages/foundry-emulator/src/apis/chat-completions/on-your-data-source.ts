import { badRequest } from '../../core/http/api-error.ts';

/** An entry of `data_sources`, already validated. */
export interface DataSource {
  readonly type: DataSourceType;
  readonly parameters: {
    readonly index_name: string;
    readonly endpoint?: string;
    readonly authentication: { readonly type: string };
    readonly embedding_dependency?: Vectorization | null;
    readonly top_n_documents?: number | null;
    readonly max_search_queries?: number | null;
    readonly allow_partial_result?: boolean | null;
    readonly in_scope?: boolean | null;
    readonly strictness?: number | null;
    readonly include_contexts?: readonly ContextProperty[] | null;
    readonly query_type?: string | null;
  };
}

interface Vectorization {
  readonly type: string;
  readonly authentication?: { readonly type: string };
}

type DataSourceType = 'azure_search' | 'azure_cosmos_db' | 'elasticsearch' | 'mongo_db' | 'pinecone';
export type ContextProperty = 'citations' | 'intent' | 'all_retrieved_documents';

/** Authentication and embedding types by data source. Source: Azure OpenAI REST 2024-10-01-preview, the parameters of each extension. */
const ALLOWED: Readonly<Record<DataSourceType, { authentication: readonly string[]; embedding: readonly string[] }>> = {
  azure_search: {
    authentication: ['api_key', 'system_assigned_managed_identity', 'user_assigned_managed_identity', 'access_token'],
    embedding: ['endpoint', 'deployment_name', 'integrated'],
  },
  azure_cosmos_db: { authentication: ['connection_string'], embedding: ['endpoint', 'deployment_name'] },
  elasticsearch: {
    authentication: ['key_and_key_id', 'encoded_api_key'],
    embedding: ['endpoint', 'deployment_name', 'model_id'],
  },
  mongo_db: { authentication: ['username_and_password'], embedding: ['endpoint', 'deployment_name'] },
  pinecone: { authentication: ['api_key'], embedding: ['deployment_name'] },
};

const EMBEDDING_KEYS = ['api_key', 'access_token'];

/** Checks combinations that the shapes cannot express. @throws ApiError 400 naming the field */
export function checkDataSource({ type, parameters }: DataSource, at: string): void {
  const { authentication, embedding_dependency: embedding, endpoint } = parameters;
  const allowed = ALLOWED[type];
  const one = (value: string, of: readonly string[], field: string) => {
    if (!of.includes(value)) throw badRequest(`'${value}' does not go with ${type}; ${of.join(', ')} do.`, field);
  };
  one(authentication.type, allowed.authentication, `${at}.parameters.authentication.type`);
  if (embedding) {
    const below = `${at}.parameters.embedding_dependency`;
    one(embedding.type, allowed.embedding, `${below}.type`);
    if (embedding.authentication) one(embedding.authentication.type, EMBEDDING_KEYS, `${below}.authentication.type`);
  }
  if (parameters.query_type?.startsWith('vector') && !embedding)
    throw badRequest(
      `query_type '${parameters.query_type}' needs an embedding_dependency.`,
      `${at}.parameters.embedding_dependency`,
    );
  if (type === 'azure_search' && endpoint !== undefined && !URL.canParse(endpoint))
    throw badRequest(
      "The endpoint must be an absolute address, such as 'https://name.search.windows.net'.",
      `${at}.parameters.endpoint`,
    );
}
