using System.ClientModel;
using System.Text.Json;
using Azure.AI.OpenAI;
using Azure.AI.OpenAI.Chat;
using OpenAI.Assistants;
using OpenAI.Chat;
using OpenAI.Files;
using OpenAI.Images;
using OpenAI.VectorStores;
using static Emulator;

var client = new AzureOpenAIClient(AzureEndpoint, new ApiKeyCredential(Key));
var chat = client.GetChatClient(Model);
var weather = ChatTool.CreateFunctionTool("get_weather", "Returns the weather of a city.", BinaryData.FromString(CitySchema));
var question = "What is the weather in Paris?";

string City(BinaryData arguments) => JsonDocument.Parse(arguments).RootElement.GetProperty("city").GetString()!;

var suite = new Suite()
    .Add("chat", "answers with the default api-version", async () =>
    {
        ChatCompletion completion = await chat.CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("Hello")]);
        Equal(ChatFinishReason.Stop, completion.FinishReason);
        True(completion.Content[0].Text.Length > 0, "no text");
        True(completion.Usage.TotalTokenCount > 0, "no usage");
    })
    .Add("chat", "reads the content filter results", async () =>
    {
        ChatCompletion completion = await chat.CompleteChatAsync([new UserChatMessage("Hello")]);
        Equal(false, completion.GetRequestContentFilterResult().Hate.Filtered);
        Equal(false, completion.GetResponseContentFilterResult().Violence.Filtered);
    })
    .Add("streaming", "streams chunks", async () =>
    {
        var text = "";
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("Tell me about Berlin")]))
            foreach (var part in update.ContentUpdate) text += part.Text;
        True(text.Length > 0, "no text");
    })
    .Add("tools", "calls a required tool and answers from its result", async () =>
    {
        List<ChatMessage> messages = [new UserChatMessage(question)];
        var options = new ChatCompletionOptions { Tools = { weather }, ToolChoice = ChatToolChoice.CreateRequiredChoice() };
        ChatCompletion first = await chat.CompleteChatAsync(messages, options);
        Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Equal("Paris", City(first.ToolCalls[0].FunctionArguments));
        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(first.ToolCalls[0].Id, "sunny, 21 degrees"));
        ChatCompletion last = await chat.CompleteChatAsync(messages, new ChatCompletionOptions { Tools = { weather } });
        Contains("sunny", last.Content[0].Text);
    })
    .Add("structured output", "answers in a JSON schema", async () =>
    {
        var format = ChatResponseFormat.CreateJsonSchemaFormat("person", BinaryData.FromString(PersonSchema), jsonSchemaIsStrict: true);
        ChatCompletion completion = await chat.CompleteChatAsync([new UserChatMessage("Anna is 31 years old.")], new ChatCompletionOptions { ResponseFormat = format });
        var person = JsonDocument.Parse(completion.Content[0].Text).RootElement;
        Equal("Anna", person.GetProperty("name").GetString());
        Equal(31, person.GetProperty("age").GetInt32());
    })
    .Add("embeddings", "embeds two texts", async () =>
    {
        var embeddings = (await client.GetEmbeddingClient(EmbeddingModel).GenerateEmbeddingsAsync(["a cat", "a dog"])).Value;
        Equal(2, embeddings.Count);
        Equal(1536, embeddings[0].ToFloats().Length);
    })
    .Add("files", "uploads, reads and deletes a file", async () =>
    {
        var files = client.GetOpenAIFileClient();
        OpenAIFile file = await files.UploadFileAsync(BinaryData.FromString("The office opens at nine."), "hours.txt", FileUploadPurpose.Assistants);
        Equal("hours.txt", (await files.GetFileAsync(file.Id)).Value.Filename);
#if !PREVIEW
        // The beta library lists files without /openai and api-version, which the service refuses, too.
        True((await files.GetFilesAsync()).Value.Any(each => each.Id == file.Id), "not listed");
#endif
        True((await files.DeleteFileAsync(file.Id)).Value.Deleted, "not deleted");
    })
    .Add("images", "generates an image", async () =>
    {
        GeneratedImage image = await client.GetImageClient("dall-e-3").GenerateImageAsync("A red house", new ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Bytes });
        True(image.ImageBytes.ToMemory().Length > 100, "no image");
    });
#if PREVIEW
// The released library refuses these areas.
suite
    .Add("files", "indexes a file", async () =>
    {
        OpenAIFile file = await client.GetOpenAIFileClient().UploadFileAsync(BinaryData.FromString("The office opens at nine."), "hours.txt", FileUploadPurpose.Assistants);
        var stores = client.GetVectorStoreClient();
        VectorStore store = await stores.CreateVectorStoreAsync(new VectorStoreCreationOptions { FileIds = { file.Id }, Name = "hours" });
        store = await Until(async () => (await stores.GetVectorStoreAsync(store.Id)).Value, each => each.Status == VectorStoreStatus.Completed);
        Equal(1, store.FileCounts.Completed);
    })
    .Add("assistants", "runs an assistant with file search", async () =>
    {
        OpenAIFile file = await client.GetOpenAIFileClient().UploadFileAsync(BinaryData.FromString("The office in Lisbon opens at nine."), "hours.txt", FileUploadPurpose.Assistants);
        var assistants = client.GetAssistantClient();
        Assistant assistant = await assistants.CreateAssistantAsync(Model, new AssistantCreationOptions
        {
            Name = "guide",
            Tools = { new FileSearchToolDefinition() },
            ToolResources = new() { FileSearch = new() { NewVectorStores = { new VectorStoreCreationHelper([file.Id]) } } },
        });
        ThreadRun run = await assistants.CreateThreadAndRunAsync(assistant.Id, new ThreadCreationOptions { InitialMessages = { "When does the Lisbon office open?" } });
        run = await Until(async () => (await assistants.GetRunAsync(run.ThreadId, run.Id)).Value, each => each.Status.IsTerminal);
        Equal(RunStatus.Completed, run.Status);
        await foreach (var message in assistants.GetMessagesAsync(run.ThreadId, new MessageCollectionOptions { Order = MessageCollectionOrder.Descending }))
        {
            Contains("nine", message.Content[0].Text);
            break;
        }
    })
    .Add("assistants", "streams a run", async () =>
    {
        var assistants = client.GetAssistantClient();
        Assistant assistant = await assistants.CreateAssistantAsync(Model);
        AssistantThread thread = await assistants.CreateThreadAsync(new ThreadCreationOptions { InitialMessages = { "Hello" } });
        var text = "";
        await foreach (var update in assistants.CreateRunStreamingAsync(thread.Id, assistant.Id))
            if (update is MessageContentUpdate content) text += content.Text;
        True(text.Length > 0, "no text");
    })
    .Add("audio", "speaks and transcribes", async () =>
    {
        BinaryData speech = await client.GetAudioClient("tts").GenerateSpeechAsync("Good morning", OpenAI.Audio.GeneratedSpeechVoice.Alloy);
        var transcription = (await client.GetAudioClient("whisper").TranscribeAudioAsync(speech.ToStream(), "speech.mp3")).Value;
        Contains("good morning", transcription.Text);
    })
    .Add("responses", "chains two responses", async () =>
    {
        var responses = client.GetResponsesClient();
        var first = (await responses.CreateResponseAsync(Model, "My name is Anna.")).Value;
        var second = (await responses.CreateResponseAsync(Model, "Hello", first.Id)).Value;
        Equal(first.Id, second.PreviousResponseId);
    });
#endif
await suite.RunAsync();
