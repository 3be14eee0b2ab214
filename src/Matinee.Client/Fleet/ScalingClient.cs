using Matinee.Client.Http;

namespace Matinee.Client.Fleet;

/// <summary>How the number of workers follows the work; for administrators.</summary>
public sealed class ScalingClient
{
    private readonly ApiTransport _transport;

    internal ScalingClient(ApiTransport transport) => _transport = transport;

    /// <summary>The rules, how it stands, and the last decisions with their reasons.</summary>
    public Task<ScalingState> GetAsync(CancellationToken cancellationToken) => _transport.GetAsync("api/scaling", FleetJson.Default.ScalingState, cancellationToken);

    /// <summary>Changes what is given; the rest stays as it is.</summary>
    public Task<ScalingState> SetAsync(ScalingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _transport.SendAsync(HttpMethod.Put, "api/scaling", change, FleetJson.Default.ScalingChange, FleetJson.Default.ScalingState, cancellationToken);
    }
}

/// <summary>What to change; null stays as it is.</summary>
/// <param name="Executor">Who starts workers, such as <c>processes</c> or <c>kubernetes</c>.</param>
/// <param name="ScaleUpAt">Utilisation at which workers are added, 0 to 1.</param>
/// <param name="ScaleDownAt">Utilisation at which they are taken away.</param>
public sealed record ScalingChange(
    bool? Enabled = null, string? Executor = null, int? Min = null, int? Max = null, double? ScaleUpAt = null, double? ScaleDownAt = null,
    double? UpCooldownSeconds = null, double? DownCooldownSeconds = null);

/// <param name="Executors">Those that can be chosen.</param>
/// <param name="Node">Who decides; null while nobody does.</param>
/// <param name="Wanted">Workers that there shall be.</param>
/// <param name="Started">Those that run or are on their way.</param>
/// <param name="Utilisation">Busy and waiting, for each slot.</param>
/// <param name="Trouble">Why the executor cannot do its part.</param>
public sealed record ScalingState(
    bool Enabled, string Executor, IReadOnlyList<string> Executors, int Min, int Max, double ScaleUpAt, double ScaleDownAt, double UpCooldownSeconds,
    double DownCooldownSeconds, string? Node, int Wanted, int Started, int Room, int Busy, int Waiting, int Slots, double Utilisation, string? Trouble,
    IReadOnlyList<ScalingDecision> Decisions);

/// <summary>One change of the number of workers.</summary>
public sealed record ScalingDecision(DateTimeOffset At, string Node, int From, int To, double Utilisation, string Code, string Reason);
