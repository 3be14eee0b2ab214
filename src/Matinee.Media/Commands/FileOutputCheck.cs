using System.Globalization;
using Matinee.Media.Cmaf;
using Matinee.Media.Planning;
using Matinee.Media.Probing;

namespace Matinee.Media.Commands;

/// <summary>Looks at a finished file as a stranger would: an exit code of 0 says nothing of missing minutes.</summary>
public static class FileOutputCheck
{
    /// <summary>Tracks end where their last frame does, and headers round; a source that was cut shows as more.</summary>
    private const double SlackSeconds = 0.5;

    private const double SlackShare = 0.01;

    public static async Task<FileVerdict> VerifyAsync(Prober prober, FilePlan plan, string path, CancellationToken cancellationToken)
    {
        ProbeOutcome outcome = await prober.ProbeAsync(new MediaSource(path), new ProbeLimits(), cancellationToken);
        if (outcome is not ProbeOutcome.Accepted { Probe: var probe })
        {
            return Refuse("verify_unreadable", outcome is ProbeOutcome.Refused no ? $"{no.Title}. {no.Detail}" : "The file cannot be read.");
        }

        if (probe.Video?.Codec != plan.VideoCodec)
        {
            return Refuse("verify_codec", $"The picture is {probe.Video?.Codec ?? "missing"}; {plan.VideoCodec ?? "none"} was planned.");
        }

        if (plan.Encode is not null && probe.Video is { } video && video.DisplaySize != (plan.Width, plan.Height))
        {
            return Refuse("verify_size", $"The picture is {video.DisplaySize.Width} x {video.DisplaySize.Height}; {plan.Width} x {plan.Height} was planned.");
        }

        if (probe.Audio.Length != plan.Audio.Length)
        {
            return Refuse("verify_tracks", $"There are {probe.Audio.Length} sound tracks; {plan.Audio.Length} were planned.");
        }

        string sound = plan.Sound.ToString().ToLowerInvariant();
        if (plan.Sound is FileSound.Aac or FileSound.Opus && probe.Audio.FirstOrDefault(track => track.Codec != sound) is { } other)
        {
            return Refuse("verify_codec", $"The sound is {other.Codec}; {sound} was planned.");
        }

        if (plan.Seconds is { } seconds && Math.Abs(probe.Duration.TotalSeconds - seconds) > Math.Max(SlackSeconds, seconds * SlackShare))
        {
            return Refuse("verify_duration", string.Create(CultureInfo.InvariantCulture, $"It lasts {probe.Duration.TotalSeconds:0.00} s; the source lasts {seconds:0.00} s."));
        }

        return plan.Container == FileContainer.Mp4 && !await IsIndexFirstAsync(path, cancellationToken)
            ? Refuse("verify_index", "The index stands behind the media; no player could begin before it has all.")
            : new FileVerdict.Accepted(probe);
    }

    private static async Task<bool> IsIndexFirstAsync(string path, CancellationToken cancellationToken)
    {
        await foreach (string box in TopBoxes.ReadAsync(path, cancellationToken))
        {
            if (box is "moov" or "mdat")
            {
                return box == "moov";
            }
        }

        return false;
    }

    private static FileVerdict.Refused Refuse(string code, string reason) => new(code, reason);
}
