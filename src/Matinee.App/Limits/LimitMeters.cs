using System.Diagnostics.Metrics;

namespace Matinee.App.Limits;

/// <summary>What was let through and what was not, by limit. Who asked is no label: strangers would fill the memory.</summary>
internal sealed class LimitMeters : IDisposable
{
    private readonly Meter _meter = new("Matinee.Limits");
    private readonly Counter<long> _allowed;
    private readonly Counter<long> _exceeded;

    public LimitMeters()
    {
        _allowed = _meter.CreateCounter<long>("matinee_ratelimit_allowed_total", description: "Requests within a limit.");
        _exceeded = _meter.CreateCounter<long>("matinee_ratelimit_exceeded_total", description: "Requests beyond a limit.");
    }

    public void Counted(Limit limit, bool allowed) =>
        (allowed ? _allowed : _exceeded).Add(1, new KeyValuePair<string, object?>("limit", limit.ToString()));

    public void Dispose() => _meter.Dispose();
}
