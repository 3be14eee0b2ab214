using System.Text.Json.Serialization;
using Matinee.App.Library;

namespace Matinee.App.Rooms.State;

/// <summary>One thing that somebody may do in a room.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RoomRight>))]
public enum RoomRight
{
    /// <summary>Play, pause, seek, rate, next, another film; the ready check, the countdown, ending a wait.</summary>
    Playback,

    /// <summary>Put a film into the queue.</summary>
    QueueAdd,

    /// <summary>Take out and order what others have put in.</summary>
    QueueEdit,

    /// <summary>Begin and answer votes.</summary>
    Vote,
    Chat,
    React,

    /// <summary>Delete and pin what others have written.</summary>
    Moderate,

    /// <summary>Kick, ban, mute, let in.</summary>
    Members,
    Invite,
    Settings,

    /// <summary>Make somebody an administrator of the room, and take it back.</summary>
    Roles,

    /// <summary>Hand the room over, and close it.</summary>
    Own,
}
