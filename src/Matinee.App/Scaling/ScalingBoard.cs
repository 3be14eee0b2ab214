namespace Matinee.App.Scaling;

/// <summary>What <c>GET /api/scaling</c> shows, from the rows: any node can show it.</summary>
internal sealed class ScalingBoard(ScalingStore store, ScalingSettingsStore settings, ExecutorRoster executors)
{
    public async Task<ScalingAnswer> ReadAsync(int decisions, CancellationToken cancellationToken)
    {
        var current = await settings.ReadAsync(cancellationToken);
        var lease = await store.ReadAsync(cancellationToken);
        var rules = current.Rules;
        return new ScalingAnswer(
            current.Enabled, current.Executor, executors.Names, rules.Min, rules.Max, rules.UpAt, rules.DownAt,
            rules.UpCooldown.TotalSeconds, rules.DownCooldown.TotalSeconds, lease.Node is { Length: > 0 } node ? node : null, lease.Wanted, lease.Started,
            executors.Find(current.Executor)?.Most ?? 0, lease.Busy, lease.Waiting, lease.Slots,
            Math.Round((lease.Busy + lease.Waiting) / (double)Math.Max(1, lease.Slots), 3), lease.Trouble is { Length: > 0 } trouble ? trouble : null,
            [.. (await store.DecisionsAsync(decisions, cancellationToken)).Select(Of)]);
    }

    private static DecisionJson Of(ScalingDecision row) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(row.DecidedAt), row.Node, row.From, row.To, Math.Round(row.Utilisation, 3), row.Code, row.Reason);
}
