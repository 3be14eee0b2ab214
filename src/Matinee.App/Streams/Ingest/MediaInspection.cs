using Matinee.App.Streams.Rows;
using Matinee.Media.Cmaf;
using Matinee.Media.MpegTs;

namespace Matinee.App.Streams.Ingest;

/// <summary>Looks at pushed bytes before they are kept: what a player could not begin with is refused, with what to do about it.</summary>
internal static class MediaInspection
{
    private const string KeyAdvice = "Let the encoder put a key frame at the beginning of every segment (ffmpeg: -force_key_frames, or -g with the segment's length).";

    /// <param name="known">The init segment that the track has; null when none came yet.</param>
    public static PushedMedia Inspect(ReadOnlySpan<byte> bytes, MuxedInit? known)
    {
        try
        {
            return TransportSegment.LooksLikeOne(bytes) ? ReadTransport(bytes) : ReadFragments(bytes, known);
        }
        catch (CmafException e)
        {
            return new PushedMedia.Unfit($"{e.Message} Send fragmented MP4 (moof and mdat, CMAF) or an MPEG transport stream.");
        }
        catch (TransportException e)
        {
            return new PushedMedia.Unfit(e.Message);
        }
    }

    private static PushedMedia ReadTransport(ReadOnlySpan<byte> bytes)
    {
        var segment = TransportSegment.Parse(bytes);
        return segment.StartsWithKey
            ? new PushedMedia.MediaPiece(
                SegmentFormats.Transport, 0, null, Us(segment.Start, TransportSegment.TicksPerSecond), Us(segment.Duration, TransportSegment.TicksPerSecond),
                IsExact: false, segment.Units, segment.HasVideo, segment.Codecs ?? "", 0, 0)
            : new PushedMedia.Unfit("The segment does not begin with a key frame. " + KeyAdvice);
    }

    private static PushedMedia ReadFragments(ReadOnlySpan<byte> bytes, MuxedInit? known)
    {
        var length = MuxedInit.LengthIn(bytes);
        var init = length > 0 ? MuxedInit.Parse(bytes[..length]) : known;
        if (init is null)
        {
            return MuxedSegment.IsOne(bytes)
                ? new PushedMedia.NeedsInit()
                : new PushedMedia.Unfit("The bytes are neither fragmented MP4 (moof and mdat, CMAF) nor an MPEG transport stream.");
        }

        if (length == bytes.Length)
            return new PushedMedia.InitAlone(init);
        var segment = MuxedSegment.Parse(bytes[length..], init);
        var main = init.Main;
        if (!segment.StartsWithKey && main.Kind == CmafTrackKind.Video)
            return new PushedMedia.Unfit("The segment does not begin with a key frame. " + KeyAdvice);
        return new PushedMedia.MediaPiece(
            SegmentFormats.Fragmented, length, init, Us(segment.Start, main.Timescale), Us(segment.Duration, main.Timescale),
            IsExact: true, segment.Samples, main.Kind == CmafTrackKind.Video, init.Codecs, main.Width, main.Height);
    }

    /// <summary>Ticks to microseconds; what a hostile sender claims ends at some three hundred years.</summary>
    private static long Us(long ticks, uint timescale) => (long)Int128.Min((Int128)ticks * 1_000_000 / timescale, long.MaxValue / 1000);
}
