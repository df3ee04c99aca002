var suite = args[0] switch
{
    "extensions-ai" => ExtensionsPrograms.Suite(),
    "agent-framework" => AgentPrograms.Suite(),
    _ => throw new ArgumentException($"There is no client {args[0]}."),
};
await suite.RunAsync();
