using Matinee.App.Streams.Rows;

namespace Matinee.App.Streams.Ingest;

/// <summary>What a publisher is told.</summary>
internal abstract record IngestVerdict
{
    private IngestVerdict()
    {
    }

    /// <summary>The rows have decided.</summary>
    /// <param name="Figures">Of the segment; null for an init segment.</param>
    public sealed record ByRows(IntakeOutcome Outcome, PushedFigures? Figures) : IngestVerdict;

    /// <summary>The bytes cannot be played, or not by what the publisher says of them.</summary>
    public sealed record Refused(string Reason) : IngestVerdict;

    /// <summary>The init segment must come first.</summary>
    public sealed record NeedsInit : IngestVerdict;

    /// <summary>The stream is over, and takes nothing until it is started.</summary>
    public sealed record StreamFinished : IngestVerdict;
}

/// <param name="Pictures">0 where it is sound alone.</param>
internal sealed record PushedFigures(long Bytes, int Pictures, long DurationUs);
