using System.Text.Json.Serialization;
using Matinee.App.Http;

namespace Matinee.App.Library;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VideoDocument))]
[JsonSerializable(typeof(Page<VideoDocument>))]
[JsonSerializable(typeof(VideoPatch))]
[JsonSerializable(typeof(UnlockBody))]
[JsonSerializable(typeof(Unlocked))]
[JsonSerializable(typeof(VideoNews))]
[JsonSerializable(typeof(CaptionDocument))]
[JsonSerializable(typeof(Page<CaptionDocument>))]
[JsonSerializable(typeof(ChapterList))]
[JsonSerializable(typeof(PositionBody))]
[JsonSerializable(typeof(PositionDocument))]
[JsonSerializable(typeof(Page<PositionDocument>))]
internal sealed partial class LibraryJson : JsonSerializerContext;
