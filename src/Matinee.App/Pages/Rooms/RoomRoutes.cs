using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Pages.Rooms;

/// <summary>The page of one room, and the list of those that are open.</summary>
internal static class RoomRoutes
{
    public static IEndpointRouteBuilder MapRoomPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/r/{id}", RoomPageEndpoints.Room).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/rooms", RoomPageEndpoints.List).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }
}
