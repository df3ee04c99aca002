using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Assistants;
using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Conversations;
using OpenAI.Files;
using OpenAI.FineTuning;
using OpenAI.Images;
using OpenAI.Responses;
using OpenAI.VectorStores;
using static Emulator;

await OpenAIPrograms.Suite().RunAsync();

/// <summary>Programs over the .NET library of OpenAI.</summary>
public static class OpenAIPrograms
{
    private const string Question = "What is the weather in Paris?";

    private static readonly OpenAIClient Client = new(new ApiKeyCredential(Key), new OpenAIClientOptions { Endpoint = V1 });

    private static string City(BinaryData arguments) => JsonDocument.Parse(arguments).RootElement.GetProperty("city").GetString()!;

    private static JsonElement Json(ClientResult result) => JsonDocument.Parse(result.GetRawResponse().Content).RootElement;

    private static async Task<OpenAIFile> Upload(string text, string name, FileUploadPurpose purpose) =>
        await Client.GetOpenAIFileClient().UploadFileAsync(BinaryData.FromString(text), name, purpose);

    public static Suite Suite()
    {
        var chat = Client.GetChatClient(Model);
        var responses = Client.GetResponsesClient();
        var weather = ChatTool.CreateFunctionTool("get_weather", "Returns the weather of a city.", BinaryData.FromString(CitySchema));
        var weatherTool = ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString(CitySchema), true, "Returns the weather of a city.");
        return new Suite()
            .Add("chat", "answers a question and counts tokens", async () =>
            {
                ChatCompletion completion = await chat.CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("Hello")]);
                Equal(ChatFinishReason.Stop, completion.FinishReason);
                True(completion.Content[0].Text.Length > 0, "no text");
                True(completion.Usage.TotalTokenCount > 0, "no usage");
            })
            .Add("chat", "lists models and moderates", async () =>
            {
                var models = (await Client.GetOpenAIModelClient().GetModelsAsync()).Value;
                True(models.Any(each => each.Id == Model), "not listed");
                var moderation = (await Client.GetModerationClient("omni-moderation-latest").ClassifyTextAsync("Hello")).Value;
                Equal(false, moderation.Flagged);
            })
            .Add("streaming", "streams chunks", async () =>
            {
                var text = "";
                ChatTokenUsage? usage = null;
                await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("Tell me about Berlin")]))
                {
                    foreach (var part in update.ContentUpdate) text += part.Text;
                    usage ??= update.Usage;
                }
                True(text.Length > 0, "no text");
                True(usage?.TotalTokenCount > 0, "no usage");
            })
            .Add("streaming", "streams a response", async () =>
            {
                var text = "";
                var isCompleted = false;
                await foreach (var update in await responses.CreateResponseStreamingAsync(Model, "Hello"))
                {
                    if (update is StreamingResponseOutputTextDeltaUpdate delta) text += delta.Delta;
                    if (update is StreamingResponseCompletedUpdate) isCompleted = true;
                }
                True(text.Length > 0 && isCompleted, $"completed {isCompleted}: {text}");
            })
            .Add("tools", "calls a required tool and answers from its result", async () =>
            {
                List<ChatMessage> messages = [new UserChatMessage(Question)];
                var options = new ChatCompletionOptions { Tools = { weather }, ToolChoice = ChatToolChoice.CreateRequiredChoice() };
                ChatCompletion first = await chat.CompleteChatAsync(messages, options);
                Equal("Paris", City(first.ToolCalls[0].FunctionArguments));
                messages.Add(new AssistantChatMessage(first));
                messages.Add(new ToolChatMessage(first.ToolCalls[0].Id, "sunny, 21 degrees"));
                ChatCompletion last = await chat.CompleteChatAsync(messages, new ChatCompletionOptions { Tools = { weather } });
                Contains("sunny", last.Content[0].Text);
            })
            .Add("tools", "loops over function calls of responses", async () =>
            {
                var options = new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem(Question)])
                {
                    Tools = { weatherTool },
                    ToolChoice = ResponseToolChoice.CreateRequiredChoice(),
                };
                ResponseResult first = await responses.CreateResponseAsync(options);
                var call = first.OutputItems.OfType<FunctionCallResponseItem>().Single();
                Equal("Paris", City(call.FunctionArguments));
                var output = ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny, 21 degrees");
                ResponseResult last = await responses.CreateResponseAsync(new CreateResponseOptions(Model, [output]) { PreviousResponseId = first.Id, Tools = { weatherTool } });
                Contains("sunny", last.GetOutputText());
            })
            .Add("structured output", "answers in a JSON schema", async () =>
            {
                var format = ChatResponseFormat.CreateJsonSchemaFormat("person", BinaryData.FromString(PersonSchema), jsonSchemaIsStrict: true);
                ChatCompletion completion = await chat.CompleteChatAsync([new UserChatMessage("Anna is 31 years old.")], new ChatCompletionOptions { ResponseFormat = format });
                var person = JsonDocument.Parse(completion.Content[0].Text).RootElement;
                Equal(31, person.GetProperty("age").GetInt32());
            })
            .Add("structured output", "answers a response in a JSON schema", async () =>
            {
                var options = new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("Anna is 31 years old.")])
                {
                    TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("person", BinaryData.FromString(PersonSchema), jsonSchemaIsStrict: true) },
                };
                ResponseResult response = await responses.CreateResponseAsync(options);
                Equal("Anna", JsonDocument.Parse(response.GetOutputText()).RootElement.GetProperty("name").GetString());
            })
            .Add("embeddings", "embeds with fewer dimensions", async () =>
            {
                var options = new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = 256 };
                var embedding = (await Client.GetEmbeddingClient(EmbeddingModel).GenerateEmbeddingAsync("a cat", options)).Value;
                Equal(256, embedding.ToFloats().Length);
            })
            .Add("files", "uploads, reads and deletes a file", async () =>
            {
                var files = Client.GetOpenAIFileClient();
                var file = await Upload("The office opens at nine.", "hours.txt", FileUploadPurpose.Assistants);
                True((await files.GetFilesAsync()).Value.Any(each => each.Id == file.Id), "not listed");
                True((await files.DeleteFileAsync(file.Id)).Value.Deleted, "not deleted");
            })
            .Add("files", "indexes files and searches them", async () =>
            {
                var file = await Upload("The office in Lisbon opens at nine.", "hours.txt", FileUploadPurpose.Assistants);
                var stores = Client.GetVectorStoreClient();
                VectorStore store = await stores.CreateVectorStoreAsync(new VectorStoreCreationOptions { Name = "hours" });
                VectorStoreFile added = await stores.AddFileToVectorStoreAsync(store.Id, file.Id);
                await Until(async () => (await stores.GetVectorStoreFileAsync(store.Id, file.Id)).Value, each => each.Status == VectorStoreFileStatus.Completed);
                var found = Json(await stores.SearchVectorStoreAsync(store.Id, BinaryContent.Create(BinaryData.FromString("""{"query":"Lisbon office"}"""))));
                Contains("nine", found.GetRawText());
                var tool = ResponseTool.CreateFileSearchTool([store.Id]);
                ResponseResult answer = await responses.CreateResponseAsync(new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("When does the Lisbon office open?")]) { Tools = { tool } });
                Contains("nine", answer.GetOutputText());
                Equal(file.Id, added.FileId);
            })
            .Add("responses", "chains responses and reads their input", async () =>
            {
                ResponseResult first = await responses.CreateResponseAsync(Model, "My name is Anna.");
                ResponseResult second = await responses.CreateResponseAsync(Model, "Hello", first.Id);
                Equal(first.Id, (await responses.GetResponseAsync(second.Id)).Value.PreviousResponseId);
                var items = 0;
                await foreach (var _ in responses.GetResponseInputItemsAsync(second.Id)) items++;
                True(items > 0, "no input items");
                True((await responses.DeleteResponseAsync(first.Id)).Value.Deleted, "not deleted");
            })
            .Add("responses", "keeps a conversation", async () =>
            {
                var conversations = Client.GetConversationClient();
                ConversationResource conversation = await conversations.CreateConversationAsync(new ConversationCreationOptions());
                ResponseResult response = await responses.CreateResponseAsync(new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("My name is Anna.")])
                {
                    ConversationOptions = new ResponseConversationOptions(conversation.Id),
                });
                Equal(conversation.Id, response.ConversationOptions.ConversationId);
                var pages = 0;
                await foreach (var page in conversations.GetConversationItemsAsync(conversation.Id).GetRawPagesAsync())
                {
                    pages++;
                    Equal(2, Json(page).GetProperty("data").GetArrayLength());
                }
                Equal(1, pages);
            })
            .Add("assistants", "runs an assistant with a tool", async () =>
            {
                var assistants = Client.GetAssistantClient();
                var tool = new FunctionToolDefinition("get_weather") { Description = "Returns the weather of a city.", Parameters = BinaryData.FromString(CitySchema) };
                Assistant assistant = await assistants.CreateAssistantAsync(Model, new AssistantCreationOptions { Tools = { tool } });
                ThreadRun run = await assistants.CreateThreadAndRunAsync(assistant.Id, new ThreadCreationOptions { InitialMessages = { Question } });
                Task<ThreadRun> Settled() => Until(async () => (await assistants.GetRunAsync(run.ThreadId, run.Id)).Value, each => each.Status.IsTerminal || each.Status == RunStatus.RequiresAction);
                run = await Settled();
                Equal(RunStatus.RequiresAction, run.Status);
                await assistants.SubmitToolOutputsToRunAsync(run.ThreadId, run.Id, [new ToolOutput(run.RequiredActions[0].ToolCallId, "sunny, 21 degrees")]);
                run = await Settled();
                Equal(RunStatus.Completed, run.Status);
            })
            .Add("fine-tuning", "trains a model", async () =>
            {
                var line = """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}""";
                var file = await Upload(string.Join('\n', Enumerable.Repeat(line, 12)), "train.jsonl", FileUploadPurpose.FineTune);
                var options = new FineTuningOptions { TrainingMethod = FineTuningTrainingMethod.CreateSupervised(epochCount: 1) };
                var job = await Client.GetFineTuningClient().FineTuneAsync("gpt-4o-mini-2024-07-18", file.Id, waitUntilCompleted: false, options);
                await Until(async () => { await job.UpdateStatusAsync(); return job.Status; }, status => !status.InProgress);
                Equal(FineTuningStatus.Succeeded, job.Status);
                var events = 0;
                await foreach (var _ in job.GetEventsAsync(new GetEventsOptions())) events++;
                True(events > 2, "no events");
            })
            .Add("evals", "grades rows", async () =>
            {
                var evals = Client.GetEvaluationClient();
                BinaryContent Body(string json) => BinaryContent.Create(BinaryData.FromString(json));
                var id = Json(await evals.CreateEvaluationAsync(Body("""
                    {"name":"same","data_source_config":{"type":"custom","item_schema":{"type":"object","properties":{"a":{"type":"string"}}}},
                     "testing_criteria":[{"type":"string_check","name":"same","operation":"eq","input":"{{item.a}}","reference":"x"}]}
                    """))).GetProperty("id").GetString()!;
                var run = Json(await evals.CreateEvaluationRunAsync(id, Body("""
                    {"name":"one","data_source":{"type":"jsonl","source":{"type":"file_content","content":[{"item":{"a":"x"}},{"item":{"a":"y"}}]}}}
                    """))).GetProperty("id").GetString()!;
                var done = await Until(
                    async () => Json(await evals.GetEvaluationRunAsync(id, run, null!)),
                    each => each.GetProperty("status").GetString() is "completed" or "failed");
                Equal(1, done.GetProperty("result_counts").GetProperty("passed").GetInt32());
            })
            .Add("images", "generates and edits an image", async () =>
            {
                var images = Client.GetImageClient("gpt-image-1");
                GeneratedImage image = await images.GenerateImageAsync("A red house");
                True(image.ImageBytes.ToMemory().Length > 100, "no image");
                GeneratedImage edited = await images.GenerateImageEditAsync(image.ImageBytes.ToStream(), "house.png", "Make it blue");
                True(edited.ImageBytes.ToMemory().Length > 100, "no edited image");
            })
            .Add("audio", "speaks and transcribes with words", async () =>
            {
                BinaryData speech = await Client.GetAudioClient("tts-1").GenerateSpeechAsync("Good morning", GeneratedSpeechVoice.Nova);
                var options = new AudioTranscriptionOptions { ResponseFormat = AudioTranscriptionFormat.Verbose, TimestampGranularities = AudioTimestampGranularities.Word | AudioTimestampGranularities.Segment };
                var transcription = (await Client.GetAudioClient("whisper-1").TranscribeAudioAsync(speech.ToStream(), "speech.mp3", options)).Value;
                Contains("good morning", transcription.Text);
                Equal(2, transcription.Words.Count);
                Equal(1, transcription.Segments.Count);
            })
            .Add("audio", "streams a transcription", async () =>
            {
                BinaryData speech = await Client.GetAudioClient("tts-1").GenerateSpeechAsync("Good morning", GeneratedSpeechVoice.Nova);
                var text = "";
                await foreach (var update in await Client.GetAudioClient("gpt-4o-transcribe").TranscribeAudioStreamingAsync(speech.ToStream(), "speech.mp3"))
                    if (update is StreamingAudioTranscriptionTextDeltaUpdate delta) text += delta.Delta;
                Contains("good morning", text);
            });
    }
}
