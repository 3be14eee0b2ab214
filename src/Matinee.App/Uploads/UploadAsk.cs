using Matinee.App.Accounts;
using Matinee.App.Library;

namespace Matinee.App.Uploads;

/// <summary>What somebody wants to upload, read from either protocol.</summary>
/// <param name="FileName">As sent; cleaned on admission.</param>
/// <param name="Bytes">Null: not known yet.</param>
internal sealed record UploadAsk(
    UserId Owner, string FileName, string ContentType, long? Bytes, string? Sha256, string? Title, Visibility Visibility, string Metadata)
{
    /// <summary>The sender asked for a URL, which may be the bucket's own.</summary>
    public bool Direct { get; init; }
}
