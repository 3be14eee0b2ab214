using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Rooms;

/// <summary>One entry of a room's queue. The same video may stand in it several times.</summary>
[JsonConverter(typeof(EntityIdJsonConverter<ElementId>))]
public readonly record struct ElementId(string Value) : IEntityId<ElementId>
{
    public static char Prefix => 'e';

    public static ElementId From(string value) => new(value);

    public override string ToString() => Value;
}
