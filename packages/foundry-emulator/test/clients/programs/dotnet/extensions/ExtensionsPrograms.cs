using System.ClientModel;
using System.ComponentModel;
using Microsoft.Extensions.AI;
using OpenAI;
using static Emulator;

public sealed record Person(string Name, int Age, List<string> Hobbies);

/// <summary>Programs over Microsoft.Extensions.AI.</summary>
public static class ExtensionsPrograms
{
    private const string Question = "What is the weather in Paris?";

    private static readonly OpenAIClient Client = new(new ApiKeyCredential(Key), new OpenAIClientOptions { Endpoint = V1 });

    public static readonly IReadOnlyDictionary<string, Func<IChatClient>> ChatClients = new Dictionary<string, Func<IChatClient>>
    {
        ["chat completions"] = () => Client.GetChatClient(Model).AsIChatClient(),
        ["responses"] = () => Client.GetResponsesClient().AsIChatClient(Model),
    };

    public static AIFunction Weather(List<string> asked) => AIFunctionFactory.Create(
        ([Description("Name of the city")] string city) =>
        {
            asked.Add(city);
            return "sunny, 21 degrees";
        },
        "get_weather",
        "Returns the weather of a city.");

    public static Suite Suite()
    {
        var suite = new Suite();
        foreach (var (api, create) in ChatClients)
        {
            suite
                .Add("chat", $"answers with {api}", async () =>
                {
                    var response = await create().GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello")]);
                    True(response.Text.Length > 0, "no text");
                    True(response.Usage?.TotalTokenCount > 0, "no usage");
                })
                .Add("streaming", $"streams {api}", async () =>
                {
                    var text = "";
                    await foreach (var update in create().GetStreamingResponseAsync("Tell me about Berlin")) text += update.Text;
                    True(text.Length > 0, "no text");
                })
                .Add("tools", $"invokes functions with {api}", async () =>
                {
                    List<string> asked = [];
                    using var client = create().AsBuilder().UseFunctionInvocation().Build();
                    var response = await client.GetResponseAsync(Question, new ChatOptions { Tools = [Weather(asked)] });
                    Equal("Paris", string.Join(",", asked));
                    Contains("sunny", response.Text);
                })
                .Add("tools", $"invokes functions in a stream of {api}", async () =>
                {
                    List<string> asked = [];
                    using var client = create().AsBuilder().UseFunctionInvocation().Build();
                    var text = "";
                    await foreach (var update in client.GetStreamingResponseAsync(Question, new ChatOptions { Tools = [Weather(asked)] })) text += update.Text;
                    Equal("Paris", string.Join(",", asked));
                    Contains("sunny", text);
                })
                .Add("tools", $"requires a call with {api}", async () =>
                {
                    var options = new ChatOptions { Tools = [Weather([])], ToolMode = ChatToolMode.RequireAny };
                    var response = await create().GetResponseAsync("Hi", options);
                    True(response.Messages.SelectMany(each => each.Contents).OfType<FunctionCallContent>().Any(), "no call");
                })
                .Add("structured output", $"reads an object with {api}", async () =>
                {
                    var response = await create().GetResponseAsync<Person>("Anna is 31 years old and likes chess and tennis.");
                    Equal("Anna 31 chess,tennis", $"{response.Result.Name} {response.Result.Age} {string.Join(",", response.Result.Hobbies)}");
                });
        }
        return suite
            .Add("embeddings", "embeds texts", async () =>
            {
                var generator = Client.GetEmbeddingClient(EmbeddingModel).AsIEmbeddingGenerator();
                var embeddings = await generator.GenerateAsync(["a cat", "a dog"]);
                Equal(2, embeddings.Count);
                Equal(1536, embeddings[0].Vector.Length);
            })
            .Add("responses", "continues a conversation by its id", async () =>
            {
                var client = ChatClients["responses"]();
                var first = await client.GetResponseAsync("My name is Anna.");
                True(first.ConversationId is not null, "no conversation id");
                var second = await client.GetResponseAsync("Hello", new ChatOptions { ConversationId = first.ConversationId });
                True(second.Text.Length > 0, "no text");
            })
            .Add("images", "generates an image", async () =>
            {
                var generator = Client.GetImageClient("gpt-image-1").AsIImageGenerator();
                var response = await generator.GenerateAsync(new ImageGenerationRequest("A red house"), null);
                True(response.Contents.OfType<DataContent>().Single().Data.Length > 100, "no image");
            })
            .Add("audio", "transcribes", async () =>
            {
                BinaryData speech = await Client.GetAudioClient("tts-1").GenerateSpeechAsync("Good morning", OpenAI.Audio.GeneratedSpeechVoice.Nova);
                var client = Client.GetAudioClient("whisper-1").AsISpeechToTextClient();
                var response = await client.GetTextAsync(speech.ToStream());
                Contains("good morning", response.Text);
            });
    }
}
