namespace Matinee.App.Limits;

/// <summary>A token bucket: <see cref="Burst"/> at once, then <see cref="Tokens"/> every <see cref="Period"/>.</summary>
public sealed class Rate
{
    /// <summary>How many requests may come at once.</summary>
    public int Burst { get; set; }

    /// <summary>How many come back in each <see cref="Period"/>, evenly spread.</summary>
    public double Tokens { get; set; }

    /// <summary>The time in which <see cref="Tokens"/> come back.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromMinutes(1);

    internal TimeSpan PerToken => Period / Tokens;

    internal bool IsValid() => Burst >= 1 && double.IsFinite(Tokens) && Tokens > 0 && Period > TimeSpan.Zero;
}
