using System.Security.Cryptography;

namespace Matinee.Media.Cmaf;

/// <summary>What a track's initialisation segment says. One track an init: renditions are not muxed.</summary>
/// <param name="TrackId">From tkhd; fragments refer to it.</param>
/// <param name="Kind">Video or audio.</param>
/// <param name="Timescale">Ticks a second of every time in the fragments (mdhd).</param>
/// <param name="Codecs">RFC 6381, true to the decoder configuration: <c>avc1.64001f</c>, <c>mp4a.40.2</c>.</param>
/// <param name="Width">Coded width in pixels; 0 for audio.</param>
/// <param name="Height">Coded height in pixels; 0 for audio.</param>
/// <param name="Channels">Of audio; 0 for video.</param>
/// <param name="SampleRate">Of audio, in Hz; 0 for video.</param>
/// <param name="Defaults">From trex, for fragments that leave fields out.</param>
/// <param name="Sha256">Lower-case hex over all bytes; one value a rendition, or chunks do not join.</param>
public sealed record InitSegment(
    uint TrackId,
    CmafTrackKind Kind,
    uint Timescale,
    string Codecs,
    int Width,
    int Height,
    int Channels,
    int SampleRate,
    SampleDefaults Defaults,
    string Sha256)
{
    /// <summary>Reads ftyp + moov.</summary>
    /// <exception cref="CmafException">Not an init segment of exactly one audio or video track.</exception>
    public static InitSegment Parse(ReadOnlySpan<byte> bytes)
    {
        var file = new BoxReader(bytes);
        if (!file.TryFind(BoxTypes.Moov, out var moov))
            throw new CmafException("The init segment holds no 'moov'.");
        return Read(moov, OnlyTrack(moov), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    internal static InitSegment Read(Box moov, Box trak, string sha256)
    {
        var mdia = trak.Child(BoxTypes.Mdia);
        var kind = ReadKind(mdia.Child(BoxTypes.Hdlr));
        var timescale = ReadTimescale(mdia.Child(BoxTypes.Mdhd));
        var stsd = mdia.Child(BoxTypes.Minf).Child(BoxTypes.Stbl).Child(BoxTypes.Stsd);
        var entries = stsd.Children(skip: 8);
        if (!entries.TryNext(out var entry))
            throw new CmafException("The track describes no sample entry.");
        if (entries.TryNext(out _))
            throw new CmafException("The track has several sample entries; one is expected.");
        var trackId = ReadTrackId(trak.Child(BoxTypes.Tkhd));
        var defaults = ReadDefaults(moov, trackId);
        if (kind == CmafTrackKind.Audio)
        {
            var audio = SampleEntries.ReadAudio(entry);
            return new InitSegment(trackId, kind, timescale, audio.Codecs, 0, 0, audio.Channels, audio.SampleRate, defaults, sha256);
        }

        var video = SampleEntries.ReadVideo(entry);
        return new InitSegment(trackId, kind, timescale, video.Codecs, video.Width, video.Height, 0, 0, defaults, sha256);
    }

    private static Box OnlyTrack(Box moov)
    {
        var children = moov.Children();
        if (!children.TryFind(BoxTypes.Trak, out var trak))
            throw new CmafException("'moov' holds no track.");
        return children.TryFind(BoxTypes.Trak, out _) ? throw new CmafException("'moov' holds several tracks; one is expected.") : trak;
    }

    private static CmafTrackKind ReadKind(Box hdlr)
    {
        var fields = hdlr.Fields();
        fields.Skip(8);
        var handler = fields.U32();
        if (handler == BoxTypes.Vide)
            return CmafTrackKind.Video;
        return handler == BoxTypes.Soun
            ? CmafTrackKind.Audio
            : throw new CmafException($"The track's handler is '{BoxTypes.Name(handler)}'; video or audio is expected.");
    }

    private static uint ReadTimescale(Box mdhd)
    {
        var fields = mdhd.Fields();
        var (version, _) = fields.FullHeader();
        fields.Skip(version == 1 ? 16 : 8);
        var timescale = fields.U32();
        return timescale is 0 or > int.MaxValue ? throw new CmafException($"The timescale is {timescale}.") : timescale;
    }

    private static uint ReadTrackId(Box tkhd)
    {
        var fields = tkhd.Fields();
        var (version, _) = fields.FullHeader();
        fields.Skip(version == 1 ? 16 : 8);
        return fields.U32();
    }

    private static SampleDefaults ReadDefaults(Box moov, uint trackId)
    {
        var boxes = moov.Child(BoxTypes.Mvex).Children();
        while (boxes.TryFind(BoxTypes.Trex, out var trex))
        {
            var fields = trex.Fields();
            fields.FullHeader();
            if (fields.U32() != trackId)
                continue;
            fields.Skip(4);
            return new SampleDefaults(fields.U32(), fields.U32(), fields.U32());
        }

        throw new CmafException($"'mvex' says nothing of track {trackId}: not a fragmented file.");
    }
}

public enum CmafTrackKind
{
    Video,
    Audio,
}

/// <summary>Default sample values of a track (trex).</summary>
public readonly record struct SampleDefaults(uint Duration, uint Size, uint Flags);
