using System.Net.Http.Headers;
using Matinee.App.Storage;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>Signed ways past the server into the store; none where the store cannot sign.</summary>
internal sealed class DirectOffers(DirectUploadStore uploads, IOptions<UploadOptions> options, IDirectTransfers? transfers = null)
{
    /// <summary>One PUT takes no more: 5 GB at Amazon, 5,000 MiB at Azure.</summary>
    private const long LargestPut = 5_000_000_000;

    /// <summary>Stores take 10,000 parts.</summary>
    private const int MostParts = 9_000;

    private const long Rounding = 1024 * 1024;

    private readonly UploadOptions _options = options.Value;

    public bool IsOpen => transfers is not null && _options.Direct;

    private IDirectTransfers Transfers => transfers ?? throw new InvalidOperationException("This store signs nothing.");

    /// <summary>One PUT of the whole; null where it has to pass through the server, or is too large for it.</summary>
    public DirectUpload? Whole(TrackedUpload upload) => upload.IsDirect && IsOpen && (upload.DeclaredBytes ?? 0) <= LargestPut
        ? Transfers.Upload(upload.SourceKey, TypeOf(upload), upload.DeclaredBytes, _options.UrlLifetime)
        : null;

    /// <summary>Null when the file is small, or of an unknown size.</summary>
    public PartsOffer? Parts(TrackedUpload upload) => upload.IsDirect && IsOpen && upload.DeclaredBytes > _options.PartsOverBytes
        ? new PartsOffer($"/api/uploads/{upload.Id}/parts", PartBytes(upload), (int)((upload.DeclaredBytes.Value + PartBytes(upload) - 1) / PartBytes(upload)))
        : null;

    /// <summary>The upload with its parts begun; null when it has ended.</summary>
    public async Task<TrackedUpload?> BeginAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        if (upload.MultipartId is not null)
            return upload;
        var mine = await Transfers.BeginPartsAsync(upload.SourceKey, TypeOf(upload), cancellationToken);
        var settled = await uploads.BeginPartsAsync(upload.Id, mine, PartBytes(upload), cancellationToken);
        if (settled != mine)
            await Transfers.AbortPartsAsync(upload.SourceKey, mine, CancellationToken.None);
        return settled is null ? null : upload with { MultipartId = settled, PartBytes = PartBytes(upload) };
    }

    public SignedPart Sign(TrackedUpload upload, int number)
    {
        var bytes = Math.Min(upload.PartBytes, (upload.DeclaredBytes ?? 0) - ((number - 1) * upload.PartBytes));
        var signed = Transfers.UploadPart(upload.SourceKey, IdOf(upload), number, _options.PartUrlLifetime, bytes);
        return new SignedPart(number, bytes, signed.Url.AbsoluteUri, "PUT", signed.Headers, signed.ExpiresAt);
    }

    public Task CompleteAsync(TrackedUpload upload, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken) =>
        Transfers.CompletePartsAsync(upload.SourceKey, IdOf(upload), parts, cancellationToken);

    /// <summary>The store and the rows forget the parts.</summary>
    public async Task AbortAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        if (upload.MultipartId is not { } id)
            return;
        if (transfers is not null)
            await transfers.AbortPartsAsync(upload.SourceKey, id, cancellationToken);
        await uploads.ForgetPartsAsync(upload.Id, cancellationToken);
    }

    private static string IdOf(TrackedUpload upload) => upload.MultipartId ?? throw new InvalidOperationException($"Upload {upload.Id} has no parts.");

    /// <summary>What the sender says, when it can stand in a header.</summary>
    private static string TypeOf(TrackedUpload upload) =>
        MediaTypeHeaderValue.TryParse(upload.ContentType, out var type) ? type.ToString() : "application/octet-stream";

    private long PartBytes(TrackedUpload upload)
    {
        var needed = ((upload.DeclaredBytes ?? 0) + MostParts - 1) / MostParts;
        return Math.Max(_options.PartBytes, (needed + Rounding - 1) / Rounding * Rounding);
    }
}
