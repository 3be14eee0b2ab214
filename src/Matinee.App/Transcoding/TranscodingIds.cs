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
