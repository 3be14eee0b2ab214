using System.Text.Json.Serialization;

namespace Matinee.App.Transcoding.Events;

internal sealed record TaskStartedEvent(string JobId, string TaskId, string Kind, int Index, string WorkerId, int Attempt);

/// <param name="FramesPerSecond">Of this task, over the last seconds; 0 until it is known.</param>
internal sealed record TaskProgressEvent(
    string JobId, string TaskId, string Kind, int Index, string WorkerId, double Progress, long Frames, long TotalFrames, double FramesPerSecond);

internal sealed record TaskCompletedEvent(string JobId, string TaskId, string Kind, int Index, string WorkerId, int Attempt, TaskResultJson Result);

internal sealed record TaskResultJson(double CpuSeconds, long Frames);

internal sealed record TaskFailedEvent(
    string JobId, string TaskId, string Kind, int Index, string WorkerId, int Attempt, FailureJson Error, bool WillRetry);

internal sealed record JobCompletedEvent(string JobId, string VideoId, JobStatsJson? Stats);

internal sealed record JobFailedEvent(string JobId, string VideoId, FailureJson Failure);

internal sealed record WorkerEvent(string WorkerId, string Name);

/// <summary>The first event of a stream that begins anew; its id is where a reconnect goes on.</summary>
internal sealed record ListeningEvent(DateTimeOffset Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(Http.UtcTimeJsonConverter)])]
[JsonSerializable(typeof(TaskStartedEvent))]
[JsonSerializable(typeof(TaskProgressEvent))]
[JsonSerializable(typeof(TaskCompletedEvent))]
[JsonSerializable(typeof(TaskFailedEvent))]
[JsonSerializable(typeof(JobCompletedEvent))]
[JsonSerializable(typeof(JobFailedEvent))]
[JsonSerializable(typeof(WorkerEvent))]
[JsonSerializable(typeof(ListeningEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
