using Matinee.Realtime.Administration;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Clocks;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Presence;
using Matinee.Realtime.Sessions;
using Matinee.Realtime.Transports;
using Matinee.Realtime.Transports.Listening;
using Matinee.Realtime.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.Realtime;

/// <summary>A channel server in three lines: <c>AddRealtime().UsePolicy&lt;T&gt;()</c>, <c>MapRealtime()</c>.</summary>
public static class RealtimeSetup
{
    public static RealtimeBuilder AddRealtime(this IServiceCollection services, Action<RealtimeOptions>? configure = null)
    {
        var options = new RealtimeOptions();
        configure?.Invoke(options);
        var node = new NodeName(options.Node.Length > 0 ? options.Node : EpochName.New());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(options.Api);
        services.AddSingleton(options.Drain);
        services.AddSingleton(options.Guard);
        services.AddSingleton(node);
        services.AddSingleton(Options.Create(options.Connections));
        services.AddSingleton(Options.Create(options.Channels));
        services.AddSingleton(options.Channels);
        services.AddSingleton<RealtimeMeters>();
        services.TryAddSingleton<IBroker>(provider => new MemoryBroker(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<INodeBus, MemoryNodeBus>();
        services.TryAddSingleton<ISharedValues>(provider => new MemorySharedValues(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IReferenceClock>(provider => new NodeReferenceClock(provider.GetRequiredService<TimeProvider>(), node.Value));
        services.TryAddSingleton<IChannelHealer, AppendingHealer>();
        services.AddSingleton(provider => new GuardedBroker(
            provider.GetRequiredService<IBroker>(), provider.GetRequiredService<IChannelHealer>(), options.Guard, node.Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ClusterClock>();
        services.AddSingleton<ChannelHub>();
        services.AddSingleton<PresenceBoard>();
        services.AddSingleton(options.Connections);
        services.AddSingleton<UsageBoard>();
        services.AddSingleton<AddressGate>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<SessionContext>();
        services.AddSingleton<SessionWheel>();
        services.AddSingleton<SessionStarter>();
        services.AddSingleton<EmulationRelay>();
        services.AddSingleton<IConnectionListenerFactory, LeavingListenerFactory>();
        services.AddRealtimeAdministration();
        return new RealtimeBuilder(services);
    }

    /// <summary><c>/connection/*</c> and <c>/emulation</c> for clients, <c>/api/realtime/*</c> for servers.</summary>
    /// <param name="authorize">What the server API requires, where the host has policies of its own; else <see cref="ServerApiOptions.ApiKey"/> is asked for.</param>
    public static void MapRealtime(this IEndpointRouteBuilder routes, Action<RouteGroupBuilder>? authorize = null)
    {
        var clients = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        Map(WebSocketTransport.Path, [HttpMethods.Get, HttpMethods.Connect], WebSocketTransport.RunAsync);
        Map("/connection/sse", [HttpMethods.Get], StreamTransport.EventsAsync);
        Map("/connection/http_stream", [HttpMethods.Post], StreamTransport.StreamAsync);
        Map("/connection/uni_sse", [HttpMethods.Get], StreamTransport.OneWayAsync);
        Map("/emulation", [HttpMethods.Post], Emulation.RunAsync);
        AdministrationEndpoints.Map(routes.MapGroup("/api/realtime"), authorize);

        void Map(string path, string[] methods, Func<HttpContext, SessionStarter, Task> run) =>
            clients.MapMethods(path, methods, (HttpContext context) => run(context, context.RequestServices.GetRequiredService<SessionStarter>()));
    }
}
