using Microsoft.AspNetCore.SignalR;

namespace Matinee.Load.Hosts;

/// <summary>Rooms as SignalR's documentation makes them: groups.</summary>
internal sealed class RoomHub : Hub
{
    public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room, Context.ConnectionAborted);

    public Task Publish(string room, string text) => Clients.Group(room).SendAsync("m", text);
}
