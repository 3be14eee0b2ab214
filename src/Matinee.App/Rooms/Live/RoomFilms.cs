using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Playback;
using Matinee.App.Rooms.Rows;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Which videos may be shown in a room, and their addresses for its members. Who may watch a video may bring it; all in the room may
/// then watch it there, as long as they are members of it.
/// </summary>
internal sealed class RoomFilms(VideoAccess access, VideoStore videos, PlaybackUrls urls, UserDirectory users)
{
    /// <summary>Null when it is not for the member to show.</summary>
    public async Task<Video?> ForMemberAsync(VideoId id, RoomMember member, CancellationToken cancellationToken)
    {
        var claims = new List<Claim> { new("sub", member.UserId.Value) };
        if (await users.FindAsync(member.UserId, cancellationToken) is { } user)
            claims.Add(new("role", user.Role == Role.Admin ? "admin" : "member"));
        return await access.ForViewingAsync(id, new ClaimsPrincipal(new ClaimsIdentity(claims, "room")), null, cancellationToken);
    }

    /// <summary>Null while nothing of it plays, or when it is gone.</summary>
    public async Task<(Video Video, PlaybackLinks Links)?> LinksAsync(VideoId id, RoomMember member, CancellationToken cancellationToken) =>
        await videos.FindAsync(id, cancellationToken) is { } video && await urls.ForGrantAsync(video, member.GrantId, cancellationToken) is { } links
            ? (video, links)
            : null;
}
