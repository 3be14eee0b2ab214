using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Streams;

[JsonConverter(typeof(EntityIdJsonConverter<StreamId>))]
public readonly record struct StreamId(string Value) : IEntityId<StreamId>
{
    public static char Prefix => 's';

    public static StreamId From(string value) => new(value);

    public override string ToString() => Value;
}
