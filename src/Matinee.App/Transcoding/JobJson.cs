using System.Text.Json.Serialization;
using Matinee.App.Http;
using Matinee.App.Transcoding.Orders;

namespace Matinee.App.Transcoding;

internal sealed record JobJsonShape(
    string Id, string VideoId, string State, double Progress, int CompletedTasks, int TotalTasks, string Priority, int PlanVersion,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, FailureJson? Failure,
    IReadOnlyList<TaskJson>? Tasks, JobStatsJson? Stats, bool Segmented, string Input, JobParams? Params, string Affinity, JobOutputJson? Output,
    double? EtaSeconds);

/// <param name="ExpiresAt">Kept until then.</param>
internal sealed record JobOutputJson(string Name, long Bytes, string Sha256, string Url, DateTimeOffset ExpiresAt);

internal sealed record TaskJson(
    string Id, string Kind, int Index, string State, int Attempt, string? WorkerId, double Progress, FailureJson? Failure);

internal sealed record FailureJson(string Code, string Detail, string? Title = null);

/// <param name="TotalTime">Seconds from the first lease to the end.</param>
/// <param name="Speed">Seconds of video for a second of it.</param>
/// <param name="CostPerMinute">CPU minutes for a minute of video.</param>
/// <param name="BytesIn">Of the source.</param>
/// <param name="BytesOut">Of all that was published.</param>
/// <param name="WorkersUsed">That completed a part of it.</param>
/// <param name="Retries">Failed attempts that were tried again.</param>
/// <param name="TimeToPlayable">Seconds from the job's beginning.</param>
internal sealed record JobStatsJson(
    double TotalTime, int TaskCount, double CpuSeconds, double Speed, double CostPerMinute, long BytesIn, long BytesOut,
    double DurationSeconds, int WorkersUsed, long Retries, long LostLeases, double? TimeToPlayable);

internal sealed record JobStarted(string JobId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeJsonConverter)])]
[JsonSerializable(typeof(JobJsonShape))]
[JsonSerializable(typeof(Page<JobJsonShape>))]
[JsonSerializable(typeof(JobStarted))]
[JsonSerializable(typeof(JobStatsJson))]
[JsonSerializable(typeof(ProbeResult))]
internal sealed partial class JobJson : JsonSerializerContext;
