using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Fleet;

/// <summary>Whoever leases tasks. The same worker keeps its id over restarts; each start is a new incarnation.</summary>
[JsonConverter(typeof(EntityIdJsonConverter<WorkerId>))]
public readonly record struct WorkerId(string Value) : IEntityId<WorkerId>
{
    public static char Prefix => 'w';

    public static WorkerId From(string value) => new(value);

    public override string ToString() => Value;
}
