using System.Text.Json.Serialization;
using Matinee.App.Http;

namespace Matinee.App.Fleet;

internal sealed record WorkerList(IReadOnlyList<WorkerJson> Items);

/// <param name="Status">healthy, degraded, offline, draining or quarantined.</param>
/// <param name="Reason">Why it is drained or quarantined.</param>
/// <param name="Speed">Frames a second that its fastest encoder has shown.</param>
/// <param name="Address">For administrators.</param>
internal sealed record WorkerJson(
    string Id, string Name, bool Gpu, string Status, string? Reason, int ActiveTasks, int Slots, IReadOnlyList<string> Codecs,
    DateTimeOffset LastHeartbeatAt, DateTimeOffset RegisteredAt, IReadOnlyList<EncoderJson> Encoders, string FfmpegVersion, int Cores,
    long MemoryBytes, double Speed, string? Address);

internal sealed record EncoderJson(string Key, string Codec, double FramesPerSecond, bool Hardware);

/// <param name="Command">The whole command that puts a machine to work.</param>
internal sealed record EnrolmentAnswer(string Token, DateTimeOffset ExpiresAt, string Coordinator, string Command);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeJsonConverter)])]
[JsonSerializable(typeof(WorkerList))]
[JsonSerializable(typeof(EnrolmentAnswer))]
internal sealed partial class FleetJson : JsonSerializerContext;
