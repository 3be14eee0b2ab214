using System.Text.Json.Serialization;
using Matinee.App.Http;

namespace Matinee.App.Scaling;

/// <param name="Target">The id of the node that is asked, of a worker, or <c>all-workers</c>. Null: the node that is asked.</param>
/// <param name="Mode"><c>graceful</c>, <c>drain</c> or <c>immediate</c>. Null: graceful.</param>
internal sealed record ShutdownBody(string? Target, string? Mode);

internal sealed record ShutdownAnswer(string Target, string Mode);

/// <summary>What is left out stays as it is.</summary>
internal sealed record ScalingBody(
    bool? Enabled, string? Executor, int? Min, int? Max, double? ScaleUpAt, double? ScaleDownAt, double? UpCooldownSeconds, double? DownCooldownSeconds);

/// <param name="Executors">Those that this node has.</param>
/// <param name="Node">Who decides; null while nobody does.</param>
/// <param name="Wanted">Workers of the executor that there shall be.</param>
/// <param name="Started">Those that run or are on their way, drained ones included.</param>
/// <param name="Room">As many as the executor can have.</param>
/// <param name="Utilisation">Busy and waiting, for each slot of all workers that are wanted.</param>
/// <param name="Trouble">Why the executor cannot do its part.</param>
internal sealed record ScalingAnswer(
    bool Enabled, string Executor, IReadOnlyList<string> Executors, int Min, int Max, double ScaleUpAt, double ScaleDownAt, double UpCooldownSeconds,
    double DownCooldownSeconds, string? Node, int Wanted, int Started, int Room, int Busy, int Waiting, int Slots, double Utilisation, string? Trouble,
    IReadOnlyList<DecisionJson> Decisions);

/// <param name="Code">below_min, above_max, busy, idle, added, removed.</param>
internal sealed record DecisionJson(DateTimeOffset At, string Node, int From, int To, double Utilisation, string Code, string Reason);

internal sealed record WorkersBody(int? Count);

internal sealed record WorkersAnswer(int Wanted, string Executor);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeJsonConverter)])]
[JsonSerializable(typeof(ShutdownBody))]
[JsonSerializable(typeof(ShutdownAnswer))]
[JsonSerializable(typeof(ScalingBody))]
[JsonSerializable(typeof(ScalingAnswer))]
[JsonSerializable(typeof(WorkersBody))]
[JsonSerializable(typeof(WorkersAnswer))]
internal sealed partial class ScalingJson : JsonSerializerContext;
