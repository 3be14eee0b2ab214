using System.Security.Claims;
using Matinee.App.Accounts;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Library;

/// <summary>Who may watch and who may change. Null, or <see cref="Viewing.Hidden"/>, is answered with 404.</summary>
public sealed class VideoAccess(VideoStore videos, VideoUnlock unlock)
{
    /// <param name="password">The password itself, or the proof of <see cref="VideoUnlock"/>.</param>
    public async Task<Video?> ForViewingAsync(VideoId id, ClaimsPrincipal user, string? password, CancellationToken cancellationToken) =>
        await DecideAsync(id, user, password, cancellationToken) is Viewing.Allowed allowed ? allowed.Video : null;

    /// <summary>For the caller of a request, with the proof it carries.</summary>
    public Task<Video?> ForViewingAsync(VideoId id, HttpContext context, CancellationToken cancellationToken) =>
        ForViewingAsync(id, context.User, VideoUnlock.Read(context.Request, id), cancellationToken);

    /// <summary>As <see cref="ForViewingAsync(VideoId, HttpContext, CancellationToken)"/>, and tells a locked video from a hidden one.</summary>
    public Task<Viewing> DecideAsync(VideoId id, HttpContext context, CancellationToken cancellationToken) =>
        DecideAsync(id, context.User, VideoUnlock.Read(context.Request, id), cancellationToken);

    public async Task<Viewing> DecideAsync(VideoId id, ClaimsPrincipal user, string? password, CancellationToken cancellationToken)
    {
        if (await videos.FindAsync(id, cancellationToken) is not { } video)
            return new Viewing.Hidden();
        if (Owns(video, user))
            return new Viewing.Allowed(video);
        return video.Visibility switch
        {
            Visibility.Public or Visibility.Unlisted => new Viewing.Allowed(video),
            Visibility.Members when user.Role() >= Role.Member => new Viewing.Allowed(video),
            Visibility.Password when password is not null && (unlock.IsProof(video, password) || unlock.IsPassword(video, password)) =>
                new Viewing.Allowed(video),
            Visibility.Password => new Viewing.Locked(video.Id),
            _ => new Viewing.Hidden(),
        };
    }

    /// <summary>The owner's and administrators' videos; null for everybody else's.</summary>
    public async Task<Video?> ForEditingAsync(VideoId id, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await videos.FindAsync(id, cancellationToken) is { } video && Owns(video, user) ? video : null;

    public static bool Owns(Video video, ClaimsPrincipal user) => user.FindUserId() == video.OwnerId || user.IsAdmin();
}
