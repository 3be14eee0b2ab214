namespace Matinee.Media.Planning;

/// <summary>A plan for one file, or why the wishes do not go together or not with this source.</summary>
public abstract record FilePlanOutcome
{
    private FilePlanOutcome()
    {
    }

    public sealed record Planned(FilePlan Plan) : FilePlanOutcome;

    /// <inheritdoc cref="Probing.ProbeOutcome.Refused"/>
    public sealed record Refused(string Code, string Title, string Detail) : FilePlanOutcome;
}
