using System.Globalization;

namespace Matinee.App.Streams.Ingest;

/// <summary>How long a segment lasts: what the bytes say, held against what the publisher says and what the stream promises.</summary>
internal static class PushedLength
{
    private const double UsPerSecond = 1_000_000;

    /// <summary>An exact measure may differ from a rounded one by this.</summary>
    private const double ExactSlack = 0.5;

    /// <summary>A transport stream is measured from its times, and its last picture is guessed.</summary>
    private const double EstimateSlack = 1;

    /// <returns>What is wrong, with what to do; null when nothing is.</returns>
    public static string? Check(PushedMedia.MediaPiece media, double? said, int targetDuration)
    {
        var measured = media.DurationUs / UsPerSecond;
        if (said is { } claim && !(claim > 0 && claim <= 3600))
            return $"duration is {Text(claim)}: give the segment's length in seconds, more than 0.";
        if (said is null && measured <= 0)
            return "duration is missing, and the segment does not tell it: give its length in seconds.";
        if (said is { } seconds && measured > 0 && Math.Abs(seconds - measured) > (media.IsExact ? ExactSlack : EstimateSlack) + measured * 0.1)
            return $"duration says {Text(seconds)} s, but the segment lasts {Text(measured)} s. Send its real length, or leave duration out.";
        var length = Of(media, said) / UsPerSecond;
        // A duration counts as its nearest whole second (RFC 8216bis, 4.4.3.1).
        return Math.Round(length, MidpointRounding.AwayFromZero) > targetDuration
            ? $"The segment lasts {Text(length)} s; the stream's target_duration is {targetDuration} s. Cut shorter segments, or create a stream with a larger target_duration."
            : null;
    }

    public static long Of(PushedMedia.MediaPiece media, double? said) =>
        media.IsExact || said is null ? Math.Max(1, media.DurationUs) : (long)Math.Round(said.Value * UsPerSecond);

    private static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
