using FsCheck;
using FsCheck.Fluent;
using Matinee.Media.Cmaf;
using Matinee.Media.Hls;

namespace Matinee.Tests.Media.Hls;

/// <summary>Every playlist that the model allows and a playlist text can carry.</summary>
internal static class PlaylistGenerators
{
    private static readonly Gen<string> Text =
        Gen.Elements("a", "Zoë", "5.1, main", "=", "日本語", "x y", "#", "'", "%20", "\u2028").NonEmptyListOf().Select(string.Concat);

    private static readonly Gen<string> Uri =
        Gen.Choose(0, 9999).Select(n => $"segment_{n}.m4s").Or(Gen.Elements("../variants/720p-2/playlist.m3u8", "http://h/p?q=1,2", "a=\"b\""));

    private static readonly Gen<string> QuotableUri = Gen.Elements("init.mp4", "../a/init.mp4?x=1,y=2", "ü.mp4");

    private static readonly Gen<decimal> Number = Gen.Choose(0, 2_000_000_000).Select(n => n / 1_000_000m);

    private static readonly Gen<ByteRange> Range =
        from offset in Gen.Choose(0, int.MaxValue) from length in Gen.Choose(1, int.MaxValue) select new ByteRange(offset, length);

    private static readonly Gen<PlaylistStart?> Start = Gen.OneOf(
        Gen.Constant<PlaylistStart?>(null),
        from n in Number from negative in Gen.Elements(true, false) from precise in Gen.Elements(true, false)
        select (PlaylistStart?)new PlaylistStart(negative ? -n : n, precise));

    private static readonly Gen<bool> Flag = Gen.Elements(true, false);

    private static readonly Gen<PlaylistSegment> Segment =
        from uri in Uri
        from duration in Number
        from title in Maybe(Text)
        from range in MaybeValue(Range)
        from discontinuity in Flag
        from gap in Flag
        from time in MaybeValue(Gen.Choose(0, int.MaxValue).Select(n => DateTimeOffset.UnixEpoch.AddMilliseconds(n * 1000.0 + n % 1000)))
        select new PlaylistSegment(uri, duration) { Title = title, Range = range, Discontinuity = discontinuity, Gap = gap, ProgramDateTime = time };

    private static readonly Gen<PlaylistMap?> Map =
        from uri in QuotableUri from range in MaybeValue(Range) select (PlaylistMap?)new PlaylistMap(uri, range);

    public static readonly Arbitrary<MediaPlaylist> Media = (
        from segments in Segment.ListOf()
        from map in Gen.OneOf(Gen.Constant<PlaylistMap?>(null), Map)
        from second in Map
        from target in Gen.Choose(0, 100)
        from sequence in Gen.Choose(0, int.MaxValue)
        from discontinuities in Gen.Choose(0, 100)
        from type in Gen.Elements(PlaylistType.None, PlaylistType.Event, PlaylistType.Vod)
        from start in Start
        from flags in Gen.Choose(0, 7)
        select new MediaPlaylist
        {
            TargetDuration = target,
            MediaSequence = sequence,
            DiscontinuitySequence = discontinuities,
            Type = type,
            Start = start,
            IndependentSegments = (flags & 1) != 0,
            IFramesOnly = (flags & 2) != 0,
            EndList = (flags & 4) != 0,
            Segments = [.. segments.Select((s, i) => s with { Map = i > 2 ? second : map })],
        }).ToArbitrary();

    public static readonly Arbitrary<MultivariantPlaylist> Multivariant = (
        from renditions in Rendition().ListOf()
        from variants in Variant().ListOf()
        from iframes in IFrame().ListOf()
        from start in Start
        from independent in Flag
        select new MultivariantPlaylist
        {
            IndependentSegments = independent,
            Start = start,
            Renditions = [.. renditions],
            Variants = [.. variants],
            IFrameVariants = [.. iframes],
        }).ToArbitrary();

    private static Gen<PlaylistRendition> Rendition() =>
        from type in Gen.Elements(RenditionType.Audio, RenditionType.Video, RenditionType.Subtitles)
        from groupId in Text
        from name in Text
        from uri in Maybe(QuotableUri)
        from language in Maybe(Text)
        from channels in Maybe(Text)
        from characteristics in Maybe(Text)
        from flags in Gen.Choose(0, 7)
        select new PlaylistRendition(type, groupId, name)
        {
            Uri = uri,
            Language = language,
            Channels = channels,
            Characteristics = characteristics,
            Default = (flags & 1) != 0,
            Autoselect = (flags & 2) != 0,
            Forced = (flags & 4) != 0,
        };

    private static Gen<PlaylistVariant> Variant() =>
        from uri in Uri
        from bandwidth in Gen.Choose(0, int.MaxValue)
        from average in MaybeValue(Gen.Choose(0, int.MaxValue).Select(n => (long)n))
        from codecs in Maybe(Text)
        from size in MaybeValue(Size())
        from rate in MaybeValue(Gen.Choose(0, 240_000).Select(n => n / 1000m))
        from audio in Maybe(Text)
        from subtitles in Maybe(Text)
        select new PlaylistVariant(uri, bandwidth)
        {
            AverageBandwidth = average,
            Codecs = codecs,
            Resolution = size,
            FrameRate = rate,
            AudioGroup = audio,
            SubtitleGroup = subtitles,
        };

    private static Gen<IFrameVariant> IFrame() =>
        from uri in QuotableUri
        from bandwidth in Gen.Choose(0, int.MaxValue)
        from codecs in Maybe(Text)
        from size in MaybeValue(Size())
        select new IFrameVariant(uri, bandwidth) { Codecs = codecs, Resolution = size };

    private static Gen<Resolution> Size() =>
        from width in Gen.Choose(0, 10000) from height in Gen.Choose(0, 10000) select new Resolution(width, height);

    private static Gen<string?> Maybe(Gen<string> gen) => Gen.OneOf(Gen.Constant<string?>(null), gen.Select(s => (string?)s));

    private static Gen<T?> MaybeValue<T>(Gen<T> gen) where T : struct => Gen.OneOf(Gen.Constant<T?>(null), gen.Select(v => (T?)v));

    private static Gen<T> Or<T>(this Gen<T> first, Gen<T> second) => Gen.OneOf(first, second);
}
