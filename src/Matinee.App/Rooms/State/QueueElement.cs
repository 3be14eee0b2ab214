using System.Text.Json.Serialization;
using Matinee.App.Library;

namespace Matinee.App.Rooms.State;

/// <param name="DurationSeconds">Null while it is not known; then nothing ends by itself.</param>
internal sealed record QueueElement(
    ElementId Element, VideoId VideoId, string Title, double? DurationSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RoomPerson? AddedBy = null);
