using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Moderation;
using Matinee.App.Playback;
using Matinee.App.Rooms.Api;
using Matinee.App.Rooms.Door;
using Matinee.App.Rooms.Live;
using Matinee.Realtime;
using Matinee.Realtime.Brokers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms;

/// <summary>Rooms: where people watch together.</summary>
public static class Rooms
{
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        EntityIds.Register<RoomId>();
        EntityIds.Register<ElementId>();
        services.AddOptions<RoomOptions>().BindConfiguration(RoomOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RoomOptions>, RoomOptionsValidator>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, RoomJson.Default));
        services.AddProblem<BrokerUnavailableException>(ProblemKinds.Unavailable, "The channels of rooms do not answer. Try again in a moment.", TimeSpan.FromSeconds(1));
        services.AddPlaybackGrants();
        services.AddRoomWires().AddRoomRows().AddRoomLife().AddRoomCalls();
        services.AddSingleton<GuestPass>().AddSingleton<RoomCallers>().AddSingleton<Doorway>().AddSingleton<RoomSigns>();
        services.AddSingleton<RoomCounter>().AddSingleton<NewRooms>().AddSingleton<RoomViews>().AddSingleton<RoomClosing>().AddSingleton<RoomLeaving>();
        services.AddSingleton<JoinDesk>().AddSingleton<DoorBell>().AddSingleton<WelcomeFilm>().AddSingleton<MemberChanges>().AddSingleton<ReportSubjects>();
        services.AddSingleton<LimitSetting>().AddSingleton<ISiteSetting>(provider => provider.GetRequiredService<LimitSetting>());
        return services;
    }

    /// <summary>The channel server asks the rooms who may what. Added after them, it ends before them: what its clients leave behind is told.</summary>
    public static RealtimeBuilder UseRooms(this RealtimeBuilder realtime) => realtime.UsePolicy<RoomPolicy>();

    public static IEndpointRouteBuilder MapRooms(this IEndpointRouteBuilder routes)
    {
        _ = routes.ServiceProvider.GetRequiredService<RoomMeters>(); // observes from here on
        var rooms = routes.MapGroup("/api/rooms").WithTags("Rooms");
        RoomEndpoints.Map(rooms);
        JoinEndpoints.Map(rooms);
        MemberEndpoints.Map(rooms);
        RoomInviteEndpoints.Map(rooms);
        RoomMessageEndpoints.Map(rooms);
        AnnouncementEndpoints.Map(routes);
        LimitEndpoints.Map(routes);
        ReportEndpoints.Map(routes);
        return routes;
    }
}
