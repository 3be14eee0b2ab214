namespace Matinee.App.Uploads;

/// <summary>How a request with bytes ended.</summary>
internal abstract record UploadOutcome
{
    private UploadOutcome()
    {
    }

    /// <summary>All that was sent is durable; more may follow.</summary>
    public sealed record Progressed(long Offset, DateTimeOffset ExpiresAt) : UploadOutcome;

    /// <summary>The whole file is in the store and the library knows.</summary>
    public sealed record Completed(TrackedUpload Upload) : UploadOutcome;

    public sealed record WrongOffset(long Offset) : UploadOutcome;

    /// <summary>Another request of the same upload did not end in time.</summary>
    public sealed record Busy : UploadOutcome;

    /// <summary>Cancelled, expired or failed meanwhile.</summary>
    public sealed record NoLongerOpen : UploadOutcome;

    public sealed record TooMuch(long MaxBytes) : UploadOutcome;

    /// <summary>The connection broke; what came before is kept.</summary>
    public sealed record CutOff(long Offset) : UploadOutcome;

    /// <summary>The body ended before the promised size.</summary>
    public sealed record TooShort(long Offset, long DeclaredBytes) : UploadOutcome;

    /// <summary>The chunk (then it was dropped) or the whole (then the upload has failed) is not what was sent.</summary>
    public sealed record WrongChecksum(string Expected, string Found, bool WholeFile) : UploadOutcome;

    /// <param name="Found">What it looks like, with its article.</param>
    public sealed record NotVideo(string Found) : UploadOutcome;

    public sealed record DiskFull(long Offset) : UploadOutcome;

    /// <summary>All is here, and the store does not take it now: it is tried again by itself.</summary>
    public sealed record StoreAway : UploadOutcome;
}
