using Matinee.Media.Cmaf;

namespace Matinee.App.Streams.Ingest;

/// <summary>What the bytes of a push turn out to be.</summary>
internal abstract record PushedMedia
{
    private PushedMedia()
    {
    }

    /// <param name="Format"><see cref="Rows.SegmentFormats"/></param>
    /// <param name="InitLength">Bytes of an init segment in front of it.</param>
    /// <param name="Init">It was read with; null for a transport stream.</param>
    /// <param name="DurationUs">Measured; an estimate where <paramref name="IsExact"/> is false, and 0 when nothing can be told.</param>
    /// <param name="Units">Pictures, or frames of sound.</param>
    public sealed record MediaPiece(
        string Format, int InitLength, MuxedInit? Init, long StartsUs, long DurationUs, bool IsExact, int Units, bool HasVideo, string Codecs, int Width, int Height)
        : PushedMedia;

    /// <summary>ftyp and moov alone.</summary>
    public sealed record InitAlone(MuxedInit Init) : PushedMedia;

    /// <summary>Fragments of a track whose init segment has not come yet.</summary>
    public sealed record NeedsInit : PushedMedia;

    /// <param name="Reason">A sentence that says what to do.</param>
    public sealed record Unfit(string Reason) : PushedMedia;
}
