using Matinee.App.Accounts;
using Matinee.App.Nodes;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.Realtime.Administration;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Clocks;
using Matinee.Realtime.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matinee.App.Rooms;

/// <summary>The parts of the feature, by what they are for.</summary>
internal static class RoomParts
{
    /// <summary>A node by itself; where the channel server was added before, its own parts stand.</summary>
    public static IServiceCollection AddRoomWires(this IServiceCollection services)
    {
        services.TryAddSingleton<IBroker>(provider => new MemoryBroker(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IChannelHealer>(provider => RoomHealer.For(provider));
        services.TryAddSingleton(provider => new GuardedBroker(
            provider.GetRequiredService<IBroker>(), provider.GetRequiredService<IChannelHealer>(), provider.GetService<GuardOptions>() ?? new(), provider.GetRequiredService<NodeIdentity>().Id,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ConnectionOptions>();
        services.TryAddSingleton<INodeBus, MemoryNodeBus>();
        services.TryAddSingleton<ISharedValues>(provider => new MemorySharedValues(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IRoomConnections>(provider => new RoomConnections(provider.GetRequiredService<RealtimeServer>));
        services.TryAddSingleton<IReferenceClock>(provider => new NodeReferenceClock(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<NodeIdentity>().Id));
        services.TryAddSingleton<ClusterClock>();
        services.AddSingleton<RoomClock>();
        return services;
    }

    public static IServiceCollection AddRoomRows(this IServiceCollection services) => services
        .AddSingleton<RoomStore>().AddSingleton<MemberStore>().AddSingleton<BanStore>().AddSingleton<RoomInviteStore>().AddSingleton<RoomStateStore>()
        .AddSingleton<MessageStore>().AddSingleton<DirectMessageStore>().AddSingleton<MarkStore>().AddSingleton<ModerationRecordStore>();

    /// <summary>What follows the logs of rooms.</summary>
    public static IServiceCollection AddRoomLife(this IServiceCollection services)
    {
        services.AddSingleton<RoomLogReader>().AddSingleton<RoomWriter>();
        Observe<RoomRoster>(services);
        Observe<LiveDoor>(services);
        Observe<Attendance>(services);
        Observe<TimerDesk>(services);
        Observe<QueueEcho>(services);
        Observe<ChatWriter>(services);
        Observe<CheckpointWriter>(services);
        // Stopped in the reverse order: first no room is followed any more, then what they left is written.
        services.AddHostedService(provider => provider.GetRequiredService<ChatWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<CheckpointWriter>());
        services.AddSingleton<RoomFeeds>().AddHostedService(provider => provider.GetRequiredService<RoomFeeds>());
        services.AddHostedService<AttendanceWorker>();
        services.AddSingleton<ReportDesk>().AddHostedService(provider => provider.GetRequiredService<ReportDesk>());
        services.AddSingleton<RoomSweepWorker>().AddHostedService(provider => provider.GetRequiredService<RoomSweepWorker>());
        services.AddSingleton<RoomMeters>();
        return services;
    }

    /// <summary>What members ask for.</summary>
    public static IServiceCollection AddRoomCalls(this IServiceCollection services) => services
        .AddSingleton<RoomLimits>().AddSingleton<RoomCommands>().AddSingleton<RoomFilms>().AddSingleton<RoomPasswords>().AddSingleton<RoomTokens>()
        .AddSingleton<RoomActs>().AddSingleton<RoomModeration>().AddSingleton<RoomRoles>().AddSingleton<RoomSetup>().AddSingleton<PersonalChannel>()
        .AddSingleton<ICallGroup, PlaybackCalls>().AddSingleton<ICallGroup, QueueCalls>().AddSingleton<ICallGroup, ChatCalls>().AddSingleton<ICallGroup, MemberCalls>()
        .AddSingleton(provider => new ConnectionGuard(
            provider.GetRequiredService<RealtimeServer>, provider.GetRequiredService<SessionSignals>(), provider.GetRequiredService<LiveSessions>(), provider.GetRequiredService<INodeBus>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddHostedService(provider => provider.GetRequiredService<ConnectionGuard>())
        .AddSingleton<DirectCalls>().AddSingleton<RoomDesk>().AddSingleton<SnapshotDesk>().AddSingleton<RoomDoorkeeper>();

    private static void Observe<T>(IServiceCollection services) where T : class, IRoomObserver =>
        services.AddSingleton<T>().AddSingleton<IRoomObserver>(provider => provider.GetRequiredService<T>());
}
