using System.Collections.Immutable;

namespace Matinee.App.Pages.Admin;

/// <summary>How many workers there shall be, who decides it, and what was decided lately.</summary>
/// <param name="Node">Who decides now; null while nobody does.</param>
/// <param name="Started">Workers of the executor that run or are on their way.</param>
/// <param name="Trouble">Why the executor cannot do its part.</param>
public sealed record ScalingView(
    bool Enabled, string Executor, int Min, int Max, double UpAt, double DownAt, string? Node, int Wanted, int Started, int Room, double Utilisation,
    string? Trouble, ImmutableArray<LogLine> Decisions);
