namespace Matinee.App.Fleet;

/// <summary>What a registration came to.</summary>
internal abstract record RegisterOutcome
{
    private RegisterOutcome()
    {
    }

    public sealed record Registered(WorkerRegistration Worker) : RegisterOutcome;

    /// <summary>As many are at work as may be.</summary>
    public sealed record NoPlace(int Most) : RegisterOutcome;

    /// <summary>The worker inside a living node has this name.</summary>
    public sealed record NameTaken : RegisterOutcome;

    /// <summary>The key is of a worker that was removed, or has enrolled anew since.</summary>
    public sealed record KeyRevoked : RegisterOutcome;
}
