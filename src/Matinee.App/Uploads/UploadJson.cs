using System.Text.Json.Serialization;
using Matinee.App.Http;
using Matinee.App.Library;

namespace Matinee.App.Uploads;

/// <summary>Body of <c>POST /api/videos/upload</c>.</summary>
/// <param name="Sha256">64 hex digits; a file that arrives otherwise is refused.</param>
public sealed record UploadBody(string Filename, string? ContentType, long? Size, string? Sha256, string? Title, Visibility? Visibility);

/// <param name="UploadUrl">Takes the bytes by <paramref name="Method"/>, without any other credential, until <paramref name="ExpiresAt"/>.</param>
/// <param name="Headers">To be sent with it as they are.</param>
/// <param name="TusUrl">The same upload for tus 1.0.0, through the server.</param>
/// <param name="Direct">Whether the URL is the bucket's own.</param>
/// <param name="CompleteUrl">A POST to it after the last byte saves the few seconds until the server looks.</param>
/// <param name="Parts">For a large file into a bucket: how to send it in parts. Else null.</param>
public sealed record UploadTicket(
    string UploadUrl, VideoId VideoId, string Method, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt, string TusUrl,
    bool Direct, string CompleteUrl, PartsOffer? Parts);

/// <param name="Url">POST begins or resumes, <c>/sign</c> signs, PUT <c>/{number}</c> reports, <c>/complete</c> ends, DELETE aborts.</param>
/// <param name="PartBytes">Of every part but the last.</param>
public sealed record PartsOffer(string Url, long PartBytes, int Count);

/// <param name="Done">Parts that were reported, and need not be sent again.</param>
public sealed record PartsReport(long PartBytes, int Count, IReadOnlyList<int> Done);

/// <param name="Numbers">From 1; at most 100 at a time.</param>
public sealed record SignBody(IReadOnlyList<int> Numbers);

/// <summary>A signed PUT of one part.</summary>
public sealed record SignedPart(int Number, long Bytes, string Url, string Method, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);

public sealed record SignedParts(IReadOnlyList<SignedPart> Parts);

/// <param name="Etag">As the store answered it; empty where it answers none.</param>
public sealed record PartBody(string? Etag);

/// <param name="Sha256">64 hex digits of the whole, when they were not promised at the beginning.</param>
public sealed record CompleteBody(string? Sha256);

/// <param name="State"><c>completed</c>, or <c>verifying</c> while a large file is still being read for its hash.</param>
/// <param name="Sha256">Null when none was promised, and none was computed.</param>
public sealed record UploadReceipt(VideoId VideoId, string State, long? Bytes, string? Sha256);

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
[JsonSerializable(typeof(PartsReport))]
[JsonSerializable(typeof(SignBody))]
[JsonSerializable(typeof(SignedParts))]
[JsonSerializable(typeof(PartBody))]
[JsonSerializable(typeof(CompleteBody))]
[JsonSerializable(typeof(UploadReceipt))]
internal sealed partial class UploadJson : JsonSerializerContext;
