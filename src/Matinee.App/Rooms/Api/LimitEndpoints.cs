using System.Text.Json;
using Matinee.App.Http;
using Matinee.App.Moderation;
using Matinee.App.Rooms.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary><c>/api/limits</c>, for administrators of the site.</summary>
internal static class LimitEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var limits = routes.MapGroup("/api/limits").WithTags("Moderation").RequireAuthorization(Policies.Admin);
        limits.MapGet("", (LimitSetting setting) => TypedResults.Ok(setting.Current));
        limits.MapPut("", PutAsync);
    }

    private static async Task<Results<Ok<SiteLimits>, ProblemHttpResult>> PutAsync(SiteLimits wish, LimitSetting setting, SiteSettings settings, CancellationToken cancellationToken)
    {
        if (LimitSetting.Refuse(wish) is { } wrong)
            return Problems.Of(ProblemKinds.Invalid, wrong);
        await settings.PutAsync(LimitSetting.Key, JsonSerializer.Serialize(wish, SiteLimitsJson.Default.SiteLimits), cancellationToken);
        return TypedResults.Ok(setting.Current);
    }
}
