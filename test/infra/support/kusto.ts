import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';

/** As much of Microsoft's Kusto language service as is used here. It lies in a global: the package is not a module. */
interface KustoLanguage {
  readonly KustoCode: {
    ParseAndAnalyze(
      query: string,
      globals: unknown,
    ): { GetDiagnostics(): { readonly Count: number; getItem(at: number): { readonly Message: string } } };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly Symbols: {
    readonly TableSymbol: { From(schema: string): { WithName(name: string): unknown } };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly unknown[]) => unknown };
  };
}

/** Columns of all tables of Application Insights in a workspace. Source: Azure Monitor reference, AppTraces, AppRequests and AppMetrics. */
const COMMON =
  'TenantId: string, TimeGenerated: datetime, OperationId: string, OperationName: string, ParentId: string, AppRoleName: string, ' +
  'AppRoleInstance: string, Properties: dynamic, ItemCount: int, _ResourceId: string, Type: string';
const TABLES = {
  AppTraces: 'Message: string, SeverityLevel: int, Measurements: dynamic',
  AppRequests:
    'Id: string, Name: string, Url: string, Success: bool, ResultCode: string, DurationMs: real, Measurements: dynamic',
  AppMetrics: 'Name: string, Sum: real, Min: real, Max: real',
};

/** Problems that the language service finds in a query over the workspace: grammar, names of tables, columns and functions, types. */
export function problemsOf(query: string): readonly string[] {
  const { Kusto } = globalThis as unknown as { readonly Kusto: { readonly Language: KustoLanguage } };
  const { GlobalState, KustoCode, Symbols } = Kusto.Language;
  const tables = Object.entries(TABLES).map(([name, columns]) =>
    Symbols.TableSymbol.From(`(${COMMON}, ${columns})`).WithName(name),
  );
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('workspace', tables));
  const found = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, at) => found.getItem(at).Message);
}
