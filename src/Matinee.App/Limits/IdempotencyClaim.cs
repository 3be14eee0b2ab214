namespace Matinee.App.Limits;

/// <summary>What a request with an idempotency key finds.</summary>
internal abstract record IdempotencyClaim
{
    /// <summary>The first: it runs, and saves or releases.</summary>
    public sealed record Ours : IdempotencyClaim;

    /// <summary>The first is still under way.</summary>
    public sealed record Running : IdempotencyClaim;

    /// <summary>The key belongs to a request with another body.</summary>
    public sealed record OtherRequest : IdempotencyClaim;

    public sealed record Answered(IdempotentAnswer Answer) : IdempotencyClaim;
}

/// <summary>A kept answer.</summary>
internal sealed record IdempotentAnswer(int Status, string? ContentType, string? Location, string Body);
