using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Transcoding;

/// <summary>One encode of one video: it makes one plan version.</summary>
[JsonConverter(typeof(EntityIdJsonConverter<JobId>))]
public readonly record struct JobId(string Value) : IEntityId<JobId>
{
    public static char Prefix => 'j';

    public static JobId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>One unit of leased work of a job.</summary>
[JsonConverter(typeof(EntityIdJsonConverter<TaskId>))]
public readonly record struct TaskId(string Value) : IEntityId<TaskId>
{
    public static char Prefix => 't';

    public static TaskId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Whoever leases tasks. The same worker keeps its id over restarts; each start is a new incarnation.</summary>
[JsonConverter(typeof(EntityIdJsonConverter<WorkerId>))]
public readonly record struct WorkerId(string Value) : IEntityId<WorkerId>
{
    public static char Prefix => 'w';

    public static WorkerId From(string value) => new(value);

    public override string ToString() => Value;
}
