using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Uploads;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BeginBody))]
[JsonSerializable(typeof(UploadTicket))]
[JsonSerializable(typeof(Dictionary<string, RememberedUpload>))]
[JsonSerializable(typeof(PartsReport))]
[JsonSerializable(typeof(SignBody))]
[JsonSerializable(typeof(SignedParts))]
[JsonSerializable(typeof(PartBody))]
[JsonSerializable(typeof(CompleteBody))]
[JsonSerializable(typeof(UploadReceipt))]
internal sealed partial class UploadsJson : JsonSerializerContext;

internal sealed record BeginBody(string Filename, string ContentType, long Size, string? Sha256, string? Title, string? Visibility);

/// <param name="Direct">Absent in answers of servers that know no buckets.</param>
internal sealed record UploadTicket(
    string VideoId, string TusUrl, string UploadUrl, Dictionary<string, string>? Headers = null, bool Direct = false, string? CompleteUrl = null, PartsOffer? Parts = null);

internal sealed record PartsOffer(string Url, long PartBytes, int Count);

internal sealed record PartsReport(long PartBytes, int Count, IReadOnlyList<int> Done);

internal sealed record SignBody(IReadOnlyList<int> Numbers);

internal sealed record SignedPart(int Number, long Bytes, string Url, Dictionary<string, string> Headers);

internal sealed record SignedParts(IReadOnlyList<SignedPart> Parts);

internal sealed record PartBody(string Etag);

internal sealed record CompleteBody(string Sha256);

internal sealed record UploadReceipt(string State, string? Sha256);
