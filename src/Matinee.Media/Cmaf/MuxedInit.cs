using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Matinee.Media.Cmaf;

/// <summary>What an init segment says of all its tracks: encoders that push from elsewhere put sound and picture together.</summary>
/// <param name="Tracks">At least one, in their order.</param>
/// <param name="Sha256">Lower-case hex over all bytes.</param>
public sealed record MuxedInit(ImmutableArray<InitSegment> Tracks, string Sha256)
{
    public const int MaxTracks = 8;

    /// <summary>The track whose times are those of the segment: the picture's, where there is one.</summary>
    public InitSegment Main => Tracks.FirstOrDefault(track => track.Kind == CmafTrackKind.Video) ?? Tracks[0];

    /// <summary>RFC 6381, of all tracks.</summary>
    public string Codecs => string.Join(',', Tracks.Select(track => track.Codecs).Distinct(StringComparer.Ordinal));

    /// <summary>Reads ftyp + moov.</summary>
    /// <exception cref="CmafException">Not an init segment, or one with more than <see cref="MaxTracks"/> tracks.</exception>
    public static MuxedInit Parse(ReadOnlySpan<byte> bytes)
    {
        var file = new BoxReader(bytes);
        if (!file.TryFind(BoxTypes.Moov, out var moov))
            throw new CmafException("The init segment holds no 'moov'.");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var tracks = ImmutableArray.CreateBuilder<InitSegment>();
        var children = moov.Children();
        while (children.TryFind(BoxTypes.Trak, out var trak))
        {
            if (tracks.Count == MaxTracks)
                throw new CmafException($"'moov' holds more than {MaxTracks} tracks.");
            tracks.Add(InitSegment.Read(moov, trak, sha256));
        }

        return tracks.Count > 0 ? new MuxedInit(tracks.ToImmutable(), sha256) : throw new CmafException("'moov' holds no track.");
    }

    /// <summary>Bytes of ftyp + moov at the beginning; 0 when they begin with something else.</summary>
    /// <exception cref="CmafException">The bytes are no boxes.</exception>
    public static int LengthIn(ReadOnlySpan<byte> bytes)
    {
        var boxes = new BoxReader(bytes);
        while (boxes.TryNext(out var box))
        {
            if (box.Type == BoxTypes.Moov)
                return (int)box.End;
            if (box.Type == BoxTypes.Moof || box.Type == BoxTypes.Mdat)
                return 0;
        }

        return 0;
    }
}
