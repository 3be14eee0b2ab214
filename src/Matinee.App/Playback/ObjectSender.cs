using System.Globalization;
using Matinee.App.Http;
using Matinee.App.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Matinee.App.Playback;

/// <summary>
/// Sends bytes of the store. From a local file they are read straight into Kestrel's output buffers, 64 KB at a time: half the
/// CPU of SendFileAsync, which copies 16 KB at a time and never calls sendfile.
/// </summary>
internal sealed class ObjectSender(IObjectStore store, OpenObjects files, PlaybackOptions options, IDirectTransfers? transfers = null)
{
    private const int Piece = 64 * 1024;

    private static readonly StringValues Bytes = "bytes";

    /// <returns>Bytes of the body.</returns>
    public async ValueTask<long> SendAsync(HttpContext context, MediaObject media)
    {
        var headers = context.Response.Headers;
        if (EntityTags.Match(context.Request.Headers.IfNoneMatch, media.ETag))
        {
            headers.ETag = media.ETag;
            headers.CacheControl = media.CacheControl;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return 0;
        }

        if (store.LocalPath(media.Key) is { } path)
        {
            using var file = files.Open(media.Key, path);
            if (file is null || !await BeginAsync(context, media, file.Length, out var range))
                return await EndEmptyAsync(context, found: file is not null);
            await CopyAsync(file.Handle, range.Offset, range.Length, context);
            return range.Length;
        }

        return options.Redirect && transfers is not null ? Redirect(context, media, transfers) : await SendStreamAsync(context, media);
    }

    /// <summary>The bucket sends the bytes, ranges and all. The address is a secret of the viewer's, and old before it expires.</summary>
    private long Redirect(HttpContext context, MediaObject media, IDirectTransfers signer)
    {
        context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={(int)(options.RedirectLifetime / 2).TotalSeconds}");
        context.Response.Redirect(signer.Download(media.Key, options.RedirectLifetime, media.ContentType).AbsoluteUri);
        return 0;
    }

    private static async Task<long> EndEmptyAsync(HttpContext context, bool found)
    {
        if (!found)
            await Problems.Of(ProblemKinds.NotFound, "This part of the video is not stored any more.").ExecuteAsync(context);
        return 0;
    }

    /// <summary>Writes status and headers; false when no body follows.</summary>
    private static ValueTask<bool> BeginAsync(HttpContext context, MediaObject media, long total, out RequestedRange range)
    {
        var (request, response) = (context.Request, context.Response);
        range = Asked(context, media, total);
        response.Headers.AcceptRanges = Bytes;
        response.Headers.ETag = media.ETag;
        if (range.Outcome == RangeOutcome.Unsatisfiable)
            return RefuseRangeAsync(context, total);
        response.Headers.CacheControl = media.CacheControl;
        response.Headers.ContentType = media.ContentType;
        response.Headers.ContentLength = range.Length;
        if (range.Outcome == RangeOutcome.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange =
                string.Create(CultureInfo.InvariantCulture, $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{total}");
        }

        return ValueTask.FromResult(!HttpMethods.IsHead(request.Method));
    }

    private static RequestedRange Asked(HttpContext context, MediaObject media, long total) =>
        context.Request.Headers.Range is [{ } asked] && IsSameVersion(context.Request.Headers.IfRange, media.ETag)
            ? RequestedRange.Read(asked, total)
            : new RequestedRange(RangeOutcome.Whole, 0, total);

    private async Task<Stream?> OpenAsync(ObjectKey key, RequestedRange range, CancellationToken cancellationToken)
    {
        if (range.Outcome == RangeOutcome.Part && store is IRangedObjects ranged)
            return await ranged.OpenRangeAsync(key, range.Offset, range.Length, cancellationToken);
        var content = await store.OpenReadAsync(key, cancellationToken);
        if (range.Offset > 0)
            content?.Seek(range.Offset, SeekOrigin.Begin);
        return content;
    }

    /// <summary>0 when the store broke within the object; it has had its retries.</summary>
    private static async ValueTask<int> ReadAsync(Stream content, Memory<byte> memory, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(memory, cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async ValueTask<bool> RefuseRangeAsync(HttpContext context, long total)
    {
        context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{total}");
        await Problems.Of(ProblemKinds.RangeNotSatisfiable, $"This resource has {total} bytes.").ExecuteAsync(context);
        return false;
    }

    private static bool IsSameVersion(StringValues ifRange, StringValues tag) => ifRange.Count == 0 || ifRange == tag;

    private static async ValueTask CopyAsync(SafeFileHandle file, long offset, long length, HttpContext context)
    {
        var writer = context.Response.BodyWriter;
        while (length > 0)
        {
            var memory = writer.GetMemory(Piece);
            var wanted = (int)Math.Min(length, memory.Length);
            var read = RandomAccess.Read(file, memory.Span[..wanted], offset);
            if (read == 0)
            {
                // The promised length cannot be kept: the client must see a broken answer, not a short one.
                context.Abort();
                return;
            }

            writer.Advance(read);
            offset += read;
            length -= read;
            var flushed = await writer.FlushAsync(context.RequestAborted);
            if (flushed.IsCompleted)
                return;
        }
    }

    private async ValueTask<long> SendStreamAsync(HttpContext context, MediaObject media)
    {
        var total = media.Bytes ?? (await store.HeadAsync(media.Key, context.RequestAborted))?.Bytes;
        if (total is not { } length)
            return await EndEmptyAsync(context, found: false);
        // Opened before the answer begins: a missing object is 404, and a store that is away 503.
        var asked = Asked(context, media, length);
        await using var content = asked.Outcome == RangeOutcome.Unsatisfiable || HttpMethods.IsHead(context.Request.Method)
            ? Stream.Null
            : await OpenAsync(media.Key, asked, context.RequestAborted);
        if (content is null || !await BeginAsync(context, media, length, out var range))
            return await EndEmptyAsync(context, found: content is not null);
        var writer = context.Response.BodyWriter;
        for (var left = range.Length; left > 0;)
        {
            var memory = writer.GetMemory(Piece);
            var read = await ReadAsync(content, memory[..(int)Math.Min(left, memory.Length)], context.RequestAborted);
            if (read == 0)
            {
                context.Abort(); // the promised length cannot be kept
                return range.Length - left;
            }

            writer.Advance(read);
            left -= read;
            if ((await writer.FlushAsync(context.RequestAborted)).IsCompleted)
                return range.Length - left;
        }

        return range.Length;
    }
}
