namespace Matinee.App.Scaling;

/// <summary>A row of <c>scaling_decisions</c>.</summary>
internal sealed class ScalingDecision
{
    public long Number { get; set; }

    public string Node { get; set; } = "";

    public int From { get; set; }

    public int To { get; set; }

    public double Utilisation { get; set; }

    public string Code { get; set; } = "";

    public string Reason { get; set; } = "";

    public long DecidedAt { get; set; }
}
