using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Client.Http;

namespace Matinee.Client.Videos;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Video))]
[JsonSerializable(typeof(Listing<Video>))]
[JsonSerializable(typeof(VideoChange))]
[JsonSerializable(typeof(VideoEvent))]
[JsonSerializable(typeof(ProcessAnswer))]
internal sealed partial class VideosJson : JsonSerializerContext;

internal sealed record ProcessAnswer(string JobId);
