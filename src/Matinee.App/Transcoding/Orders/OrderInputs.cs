using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Storage;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Finds what an order is of, as far as it is the caller's to encode.</summary>
internal sealed class OrderInputs(VideoAccess access, IObjectStore objects)
{
    /// <summary>The order with what it is of; null, and the rule it breaks, when there is no such thing for the caller.</summary>
    public async Task<JobOrder?> FindAsync(JobOrder order, ClaimsPrincipal user, OrderRules rules, CancellationToken cancellationToken)
    {
        if (VideoId.TryParse(order.Input, null, out var id))
        {
            if (await access.ForEditingAsync(id, user, cancellationToken) is not { } video)
                rules.Refuse("input", "There is no such video of yours.");
            else if (video.Source is not { } source)
                rules.Refuse("input", "The upload of this video is not complete yet.");
            else
                return order with { Video = video, Owner = order.Segmented ? video.OwnerId : order.Owner, Source = source.Key, SourceBytes = source.Bytes };
            return null;
        }

        if (!user.IsAdmin() || !ObjectKey.TryParse(order.Input, out var key))
            rules.Refuse("input", user.IsAdmin() ? "The input is the id of a video, or the key of an object in the store." : "The input is the id of a video of yours.");
        else if (order.Segmented)
            rules.Refuse("input", "A segmented job is of a video: upload the file, then order with the video's id.");
        else if (await objects.HeadAsync(key, cancellationToken) is not { } stored)
            rules.Refuse("input", "There is no such object in the store.");
        else
            return order with { Source = key, SourceBytes = stored.Bytes };
        return null;
    }
}
