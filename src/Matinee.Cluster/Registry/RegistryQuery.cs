namespace Matinee.Cluster.Registry;

/// <summary>A page that is asked for.</summary>
/// <param name="Prefix">Of the keys; empty for all.</param>
public sealed record RegistryQuery(string Prefix)
{
    public const int LargestPage = 1000;

    /// <summary>Only keys after this one.</summary>
    public string? After { get; init; }

    /// <summary>1 to <see cref="LargestPage"/>.</summary>
    public int Limit { get; init; } = 500;

    /// <summary>As it was then; 0 for now.</summary>
    public long Revision { get; init; }

    /// <exception cref="ArgumentException">It cannot be asked.</exception>
    public void Check()
    {
        RegistryText.CheckPrefix(Prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(Revision);
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, LargestPage);
        if (After is not null)
            RegistryText.CheckKey(After);
    }
}
