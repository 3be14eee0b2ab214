namespace Matinee.Media.Probing;

/// <summary>The packet scan, or why the file cannot be used after all.</summary>
public abstract record ScanOutcome
{
    private ScanOutcome()
    {
    }

    public sealed record Scanned(PacketScan Scan) : ScanOutcome;

    /// <inheritdoc cref="ProbeOutcome.Refused"/>
    public sealed record Refused(string Code, string Title, string Detail) : ScanOutcome;
}
