using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Uploads;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BeginBody))]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(Dictionary<string, RememberedUpload>))]
internal sealed partial class UploadsJson : JsonSerializerContext;

internal sealed record BeginBody(string Filename, string ContentType, long Size, string? Title, string? Visibility);

internal sealed record Ticket(string VideoId, string TusUrl);
