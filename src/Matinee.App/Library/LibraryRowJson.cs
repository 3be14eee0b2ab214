using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Matinee.App.Library;

/// <summary>JSON inside columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<RenditionStatus>))]
[JsonSerializable(typeof(VideoFailure))]
internal sealed partial class LibraryRowJson : JsonSerializerContext;
