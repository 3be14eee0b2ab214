using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Matinee.App.Storage;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;
using Matinee.Media.Cmaf;

namespace Matinee.App.Streams.Ingest;

/// <summary>
/// Takes in one push: looks at the bytes, stores them under a key of their own, and lets the rows decide whether they count.
/// Bytes that do not count are deleted again.
/// </summary>
internal sealed class IngestDesk(IntakeStore rows, KnownInits inits, IObjectStore objects, IngestNews news, StreamWrites writes, TimeProvider time)
{
    private const long UsPerSecond = 1_000_000;

    /// <param name="stream">As this node knows it; when the rows know better, the registry is asked.</param>
    public async Task<IngestVerdict> TakeAsync(StreamRecord stream, IngestOrder order, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var verdict = await TakeOnceAsync(stream, order, bytes, cancellationToken);
        if (verdict is IngestVerdict.ByRows { Outcome: IntakeOutcome.InitMoved })
        {
            inits.Forget(stream.Id, order.Variant);
            verdict = await TakeOnceAsync(stream, order, bytes, cancellationToken);
        }

        if (verdict is IngestVerdict.ByRows { Outcome: IntakeOutcome.Shut }
            && await writes.ReadAsync(stream.Id, cancellationToken) is { } now && now.Epoch > stream.Epoch && !now.IsOver)
            (stream, verdict) = (now, await TakeOnceAsync(now, order, bytes, cancellationToken));
        await news.TellAsync(stream, order, verdict, cancellationToken);
        return verdict;
    }

    private async Task<IngestVerdict> TakeOnceAsync(StreamRecord stream, IngestOrder order, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (stream.IsOver)
            return new IngestVerdict.StreamFinished();
        var known = await inits.FindAsync(stream.Id, order.Variant, cancellationToken);
        switch (MediaInspection.Inspect(bytes.Span, known?.Init))
        {
            case PushedMedia.NeedsInit:
                return new IngestVerdict.NeedsInit();
            case PushedMedia.Unfit unplayable:
                return new IngestVerdict.Refused(unplayable.Reason);
            case PushedMedia.InitAlone alone:
                return await TakeInitAsync(stream, order, alone.Init, bytes, cancellationToken);
            case PushedMedia.MediaPiece segment:
                return await TakeSegmentAsync(stream, order, segment, known, bytes, cancellationToken);
            default:
                throw new InvalidOperationException("There is no other kind of push.");
        }
    }

    private async Task<IngestVerdict> TakeInitAsync(
        StreamRecord stream, IngestOrder order, MuxedInit init, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var stored = await StoreInitAsync(stream, order, init, bytes, cancellationToken);
        var outcome = await rows.TakeInitAsync(stream.Id, stream.Epoch, order.Variant, stored, cancellationToken);
        inits.Forget(stream.Id, order.Variant);
        if (outcome is not IntakeOutcome.InitTaken)
            await objects.DeleteAsync(stored.Key, CancellationToken.None);
        return new IngestVerdict.ByRows(outcome, null);
    }

    private async Task<IngestVerdict> TakeSegmentAsync(
        StreamRecord stream, IngestOrder order, PushedMedia.MediaPiece media, KnownInit? known, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (order.Sequence is not { } sequence)
            return new IngestVerdict.Refused("sequence_num is missing: it counts the segments of the variant.");
        if (PushedLength.Check(media, order.Seconds, stream.TargetDuration) is { } reason)
            return new IngestVerdict.Refused(reason);
        var durationUs = PushedLength.Of(media, order.Seconds);
        var body = bytes[media.InitLength..];
        var hasNewInit = media.InitLength > 0 && media.Init is { } init && init.Sha256 != known?.Init.Sha256;
        var pushed = new PushedSegment
        {
            Stream = stream.Id,
            Variant = order.Variant,
            Sequence = sequence,
            Epoch = stream.Epoch,
            Format = media.Format,
            Key = KeyOf(stream, order.Variant, media.Format == SegmentFormats.Transport ? "ts" : "m4s"),
            Bytes = body.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(body.Span)),
            DurationUs = durationUs,
            StartsUs = media.StartsUs,
            ProgramUs = order.ProgramTime is { } program ? (program - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null,
            Discontinuity = order.Discontinuity,
            InitNumber = known?.Number ?? 0,
            Init = hasNewInit ? await StoreInitAsync(stream, order, media.Init!, bytes[..media.InitLength], cancellationToken) : null, // it has one
            Codecs = media.Codecs,
            Width = media.Width,
            Height = media.Height,
        };
        return new IngestVerdict.ByRows(
            await StoreAsync(stream, order, pushed, body, cancellationToken), new PushedFigures(body.Length, media.HasVideo ? media.Units : 0, durationUs));
    }

    private async Task<IntakeOutcome> StoreAsync(StreamRecord stream, IngestOrder order, PushedSegment pushed, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using (var content = ContentOf(body))
            await objects.PutAsync(pushed.Key, content, cancellationToken);
        // From here on to the end: whoever pushed may leave, what is stored must count or go.
        var outcome = await rows.TakeAsync(pushed with { Age = time.GetElapsedTime(order.ArrivedAt) }, stream.TargetDuration * UsPerSecond, CancellationToken.None);
        if (pushed.Init is not null)
            inits.Forget(stream.Id, order.Variant);
        if (outcome is IntakeOutcome.Taken)
            return outcome;
        await objects.DeleteAsync(pushed.Key, CancellationToken.None);
        if (pushed.Init is { } init)
            await objects.DeleteAsync(init.Key, CancellationToken.None);
        return outcome;
    }

    private async Task<PushedInit> StoreInitAsync(
        StreamRecord stream, IngestOrder order, MuxedInit init, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var key = KeyOf(stream, order.Variant, "mp4");
        using var content = ContentOf(bytes);
        await objects.PutAsync(key, content, cancellationToken);
        return new PushedInit(key, bytes.Length, init.Sha256);
    }

    private static MemoryStream ContentOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) // an array that was got has one
            : new MemoryStream(bytes.ToArray(), writable: false);

    /// <summary>A key that nobody else writes: keys are written once, and their names say whose they are.</summary>
    private static ObjectKey KeyOf(StreamRecord stream, string variant, string extension) =>
        new($"{StreamObjects.Folder}/{stream.Id}/{variant}/{stream.Epoch}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.{extension}");
}
