using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Rooms;

[JsonConverter(typeof(EntityIdJsonConverter<RoomId>))]
public readonly record struct RoomId(string Value) : IEntityId<RoomId>
{
    public static char Prefix => 'r';

    /// <summary>The ordered log of the room.</summary>
    public string Channel => "room:" + Value;

    /// <summary>What is worth nothing a second later: typing, reactions, reports of playback.</summary>
    public string SignalChannel => "signal:" + Value;

    public static RoomId From(string value) => new(value);

    public override string ToString() => Value;
}
