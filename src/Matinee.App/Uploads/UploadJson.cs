using System.Text.Json.Serialization;
using Matinee.App.Http;
using Matinee.App.Library;

namespace Matinee.App.Uploads;

/// <summary>Body of <c>POST /api/videos/upload</c>.</summary>
/// <param name="Sha256">64 hex digits; a file that arrives otherwise is refused.</param>
public sealed record UploadBody(string Filename, string? ContentType, long? Size, string? Sha256, string? Title, Visibility? Visibility);

/// <param name="UploadUrl">Takes the bytes by <paramref name="Method"/>, without any other credential, until <paramref name="ExpiresAt"/>.</param>
/// <param name="TusUrl">The same upload for tus 1.0.0.</param>
public sealed record UploadTicket(
    string UploadUrl, VideoId VideoId, string Method, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt, string TusUrl);

/// <summary>An unfinished upload.</summary>
public sealed record OpenUpload(
    UploadId Id, VideoId VideoId, string FileName, long? Size, long Offset, string TusUrl, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>Bounds are 0 where there is none.</summary>
public sealed record QuotaReport(long MaxBytes, long MaxVideos, long UsedBytes, long UsedVideos);

/// <summary>0 is without bound.</summary>
public sealed record QuotaBody(long MaxBytes, long MaxVideos);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UploadBody))]
[JsonSerializable(typeof(UploadTicket))]
[JsonSerializable(typeof(Page<OpenUpload>))]
[JsonSerializable(typeof(QuotaReport))]
[JsonSerializable(typeof(QuotaBody))]
internal sealed partial class UploadJson : JsonSerializerContext;
