using System.Text.Json;

/// <summary>Programs of one client. A program passes unless it throws. Reports each on standard output.</summary>
public sealed class Suite
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly List<(string Feature, string Program, Func<Task> Run)> programs = [];

    public Suite Add(string feature, string program, Func<Task> run)
    {
        programs.Add((feature, program, run));
        return this;
    }

    public async Task RunAsync()
    {
        var only = Environment.GetEnvironmentVariable("ONLY_PROGRAM");
        var chosen = programs.Where(each => only is null || $"{each.Feature}/{each.Program}".Contains(only)).ToList();
        Report(new { plan = chosen.Select(each => new { feature = each.Feature, program = each.Program }) });
        foreach (var (feature, program, run) in chosen)
        {
            try
            {
                await run().WaitAsync(Limit);
                Report(new { result = new { feature, program } });
            }
            catch (Exception error)
            {
                if (only is not null) Console.Error.WriteLine(error);
                var message = error.Message;
                Report(new { result = new { feature, program, reason = message.Length > 800 ? message[..800] : message } });
            }
        }
        Environment.Exit(0);
    }

    private static void Report(object message) => Console.WriteLine("@@ " + JsonSerializer.Serialize(message));
}

/// <summary>Addresses of the emulator under test, and checks.</summary>
public static class Emulator
{
    public const string Model = "gpt-4o-mini";
    public const string EmbeddingModel = "text-embedding-3-small";
    public const string Key = "any";
    public const string PersonSchema =
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}""";
    public const string CitySchema =
        """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";

    public static Uri AzureEndpoint => new(Variable("EMULATOR_AZURE_OPENAI"));
    public static Uri V1 => new(Variable("EMULATOR_AZURE_OPENAI") + "/openai/v1/");

    public static void True(bool condition, string problem)
    {
        if (!condition) throw new InvalidOperationException(problem);
    }

    public static void Equal<T>(T expected, T actual)
    {
        if (!Equals(expected, actual)) throw new InvalidOperationException($"expected {expected}, but got {actual}");
    }

    public static void Contains(string expected, string? actual) =>
        True(actual?.Contains(expected, StringComparison.OrdinalIgnoreCase) == true, $"\"{expected}\" is not in: {actual}");

    /// <summary>Reads until the state is reached, at most 50 seconds.</summary>
    public static async Task<T> Until<T>(Func<Task<T>> read, Func<T, bool> isReady)
    {
        for (var end = DateTime.UtcNow.AddSeconds(50); ; await Task.Delay(100))
        {
            var value = await read();
            if (isReady(value)) return value;
            if (DateTime.UtcNow > end) throw new TimeoutException($"not reached: {value}");
        }
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
