using Matinee.Realtime.Channels;
using Matinee.Realtime.Presence;
using Matinee.Realtime.Sessions;
using Matinee.Realtime.Transports;
using Matinee.Realtime.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Realtime.Administration;

/// <summary>What runs beside the connections, wired together.</summary>
internal static class AdministrationSetup
{
    public static void AddRealtimeAdministration(this IServiceCollection services)
    {
        services.AddSingleton<ConnectionDrain>();
        services.AddSingleton<NodeOrders>();
        services.AddSingleton<RealtimeCare>();
        services.AddSingleton(provider =>
        {
            var care = new ChannelCare(provider.GetRequiredService<ChannelHub>(), provider.GetRequiredService<ChannelOptions>());
            provider.GetRequiredService<PresenceBoard>().Changed = care.Note;
            return care;
        });
        services.AddSingleton(provider => new RealtimeServer(
            provider.GetRequiredService<ChannelHub>(), provider.GetRequiredService<PresenceBoard>(), provider.GetRequiredService<NodeOrders>(),
            provider.GetRequiredService<SessionRegistry>()));
        services.AddSingleton(provider =>
        {
            var (usage, registry) = (provider.GetRequiredService<UsageBoard>(), provider.GetRequiredService<SessionRegistry>());
            usage.Exceeded = registry.GiveUp;
            return new NodeBoards(provider.GetRequiredService<PresenceBoard>(), usage, provider.GetRequiredService<EmulationRelay>());
        });
        services.AddSingleton<ServerCommands>();
        services.AddHostedService<RealtimeWorker>();
    }
}
