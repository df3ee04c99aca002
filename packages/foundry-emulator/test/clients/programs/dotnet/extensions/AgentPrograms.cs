using Microsoft.Agents.AI;
using static Emulator;

/// <summary>Programs over the Agent Framework, on chat clients of Microsoft.Extensions.AI.</summary>
public static class AgentPrograms
{
    public static Suite Suite()
    {
        var suite = new Suite();
        foreach (var (api, create) in ExtensionsPrograms.ChatClients)
        {
            suite
                .Add("chat", $"runs an agent over {api}", async () =>
                {
                    var agent = new ChatClientAgent(create(), instructions: "Be brief.", name: "Greeter");
                    True((await agent.RunAsync("Hello")).Text.Length > 0, "no text");
                })
                .Add("streaming", $"streams an agent over {api}", async () =>
                {
                    var agent = new ChatClientAgent(create(), name: "Guide");
                    var text = "";
                    await foreach (var update in agent.RunStreamingAsync("Tell me about Berlin")) text += update.Text;
                    True(text.Length > 0, "no text");
                })
                .Add("tools", $"calls a function over {api}", async () =>
                {
                    List<string> asked = [];
                    var agent = new ChatClientAgent(create(), name: "Weather", tools: [ExtensionsPrograms.Weather(asked)]);
                    Contains("sunny", (await agent.RunAsync("What is the weather in Paris?")).Text);
                    Equal("Paris", string.Join(",", asked));
                })
                .Add("structured output", $"reads an object over {api}", async () =>
                {
                    var agent = new ChatClientAgent(create(), name: "Reader");
                    var response = await agent.RunAsync<Person>("Anna is 31 years old and likes chess and tennis.");
                    Equal(31, response.Result.Age);
                })
                .Add("agents", $"keeps a session over {api}", async () =>
                {
                    var agent = new ChatClientAgent(create(), name: "Greeter");
                    var session = await agent.CreateSessionAsync();
                    await agent.RunAsync("My name is Anna.", session);
                    True((await agent.RunAsync("Hello", session)).Text.Length > 0, "no text");
                })
                .Add("agents", $"uses an agent as a function over {api}", async () =>
                {
                    List<string> asked = [];
                    var weather = new ChatClientAgent(create(), name: "weather_agent", description: "Answers questions about the weather.", tools: [ExtensionsPrograms.Weather(asked)]);
                    var main = new ChatClientAgent(create(), name: "Main", tools: [weather.AsAIFunction()]);
                    Contains("sunny", (await main.RunAsync("What is the weather in Paris?")).Text);
                    Equal("Paris", string.Join(",", asked));
                });
        }
        return suite;
    }
}
