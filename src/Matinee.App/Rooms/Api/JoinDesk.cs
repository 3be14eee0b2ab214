using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Rooms.Door;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Rooms.Api;

/// <summary>Receives who comes to a room.</summary>
internal sealed class JoinDesk(RoomCallers callers, GuestPass guests, Doorway doorway, RoomTokens tokens, WelcomeFilm film, PublicLinks links)
{
    private const string Socket = "/connection/websocket";

    /// <summary>Null for a stranger who gives no name.</summary>
    public (RoomCaller Caller, string? Token)? Introduce(HttpContext context, string? name)
    {
        var known = callers.Find(context);
        if (known is { IsGuest: false })
            return (known, null);
        var clean = GuestPass.CleanName(name);
        if (known is not null && (clean is null || clean == known.Name))
            return (known, null);
        return clean is null ? null : guests.Issue(context, known?.Id, clean);
    }

    public Task<DoorAnswer> EnterAsync(RoomRecord room, RoomCaller caller, JoinRoom? body, CancellationToken cancellationToken) =>
        doorway.EnterAsync(room, caller, body?.Password, body?.Invite, cancellationToken);

    public async Task<RoomJoined> WelcomeAsync(HttpContext context, RoomMember member, string? guestToken, CancellationToken cancellationToken)
    {
        var (token, expiresAt) = tokens.Issue(member.UserId, member.Name, [member.RoomId], context.User.FindSession());
        return new(
            token, expiresAt, member.RoomId.Channel, member.RoomId.SignalChannel, PersonalChannel.Of(member.UserId), SocketUrl(context.Request),
            await film.ForAsync(member, cancellationToken), Show(member), guestToken);
    }

    public RoomWaitingAnswer Ask(HttpContext context, RoomMember member, string? guestToken)
    {
        var (token, expiresAt) = tokens.Issue(member.UserId, member.Name, [], context.User.FindSession());
        return new("waiting", Show(member), token, expiresAt, PersonalChannel.Of(member.UserId), SocketUrl(context.Request), guestToken);
    }

    private string SocketUrl(HttpRequest request) => "ws" + links.Absolute(request, Socket)["http".Length..];

    private static SelfMember Show(RoomMember member) => new(member.UserId, member.Name, member.Role);
}
