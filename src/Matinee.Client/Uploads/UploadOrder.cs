namespace Matinee.Client.Uploads;

/// <summary>What to upload, and as what.</summary>
/// <param name="Path">The file.</param>
/// <param name="Title">Null: made of the file's name.</param>
/// <param name="Visibility">private (also when null), members, unlisted or public.</param>
public sealed record UploadOrder(string Path, string? Title = null, string? Visibility = null);

/// <summary>How far an upload is.</summary>
/// <param name="Sent">Bytes on their way or there.</param>
/// <param name="BytesPerSecond">Over the last seconds; 0 at the beginning.</param>
/// <param name="Remaining">At that rate; null while it is not known.</param>
public sealed record UploadProgress(string VideoId, long Sent, long Total, double BytesPerSecond, TimeSpan? Remaining);

/// <summary>A file that the server has whole.</summary>
/// <param name="Sha256">Of the file, found the same here and there; 64 lower-case hex digits.</param>
/// <param name="ResumedAt">Bytes that an earlier attempt had brought.</param>
public sealed record UploadedFile(string VideoId, long Bytes, string Sha256, long ResumedAt);
