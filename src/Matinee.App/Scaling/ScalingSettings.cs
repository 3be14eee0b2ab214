namespace Matinee.App.Scaling;

/// <summary>What is in force: the options, or what was set over the API.</summary>
internal sealed record ScalingSettings(bool Enabled, string Executor, ScalingRules Rules)
{
    private const int MostWorkers = 1000;
    private static readonly TimeSpan LongestCooldown = TimeSpan.FromDays(1);

    public static ScalingSettings Of(ScalingOptions options) => new(
        options.Enabled, options.Executor,
        new ScalingRules(options.Min, options.Max, options.UpAt, options.DownAt, options.UpCooldown, options.DownCooldown, options.Step));

    /// <summary>Field and sentence of what does not fit together; null when all does.</summary>
    public (string Field, string Sentence)? Refusal(IReadOnlyCollection<string> executors) => this switch
    {
        _ when !executors.Contains(Executor) => ("executor", $"This server has {string.Join(", ", executors)}. Kubernetes needs the settings of its section."),
        { Rules: { Min: < 0 or > MostWorkers } } => ("min", $"Give 0 to {MostWorkers}."),
        { Rules: { Max: < 1 or > MostWorkers } } => ("max", $"Give 1 to {MostWorkers}."),
        { Rules: var rules } when rules.Min > rules.Max => ("min", $"At most max, which is {rules.Max}."),
        { Rules: { UpAt: not (>= 0.05 and <= 10) } } => ("scaleUpAt", "Give 0.05 to 10: tasks for each slot."),
        { Rules: { DownAt: not (>= 0 and <= 9) } } => ("scaleDownAt", "Give 0 to 9: tasks for each slot."),
        { Rules: var rules } when rules.DownAt >= rules.UpAt => ("scaleDownAt", "Less than scaleUpAt, or the count would never rest."),
        { Rules: var rules } when rules.UpCooldown < TimeSpan.Zero || rules.UpCooldown > LongestCooldown => ("upCooldownSeconds", "Give 0 to 86400."),
        { Rules: var rules } when rules.DownCooldown < TimeSpan.Zero || rules.DownCooldown > LongestCooldown => ("downCooldownSeconds", "Give 0 to 86400."),
        _ => null,
    };
}
