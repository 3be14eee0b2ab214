namespace Matinee.App.Rooms.Live;

/// <summary>Does one call. Expected failures are outcomes.</summary>
internal delegate Task<CommandOutcome> CallHandler(RoomCall call, CancellationToken cancellationToken);

/// <summary>Calls that belong together.</summary>
internal interface ICallGroup
{
    /// <summary>By the name on the wire, for example <c>room.play</c>.</summary>
    IEnumerable<(string Method, CallHandler Handler)> Calls { get; }
}
