namespace Matinee.Media.Planning;

/// <summary>A plan that covers the source, or why there is none.</summary>
public abstract record PlanOutcome
{
    private PlanOutcome()
    {
    }

    public sealed record Planned(EncodePlan Plan) : PlanOutcome;

    /// <inheritdoc cref="Probing.ProbeOutcome.Refused"/>
    public sealed record Refused(string Code, string Title, string Detail) : PlanOutcome;
}
