using System.Globalization;
using System.Net;
using Matinee.Brokers.Nats;
using Matinee.Brokers.Redis;
using Matinee.Realtime;
using Matinee.Realtime.Brokers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Load.Hosts;

/// <summary>Matinee.Realtime in a bare ASP.NET Core application.</summary>
internal static class MatineeHost
{
    // A load driver is one client that does the work of thousands.
    private const int CommandsPerSecond = 1_000_000;
    private const int MostTries = 1200;

    // It may take all cores, too: a store or a client that has no turn for a while is not gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="arguments">PORT [NODE BROKER]; the broker is a URL of Redis or NATS, and memory without one.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(arguments[0], CultureInfo.InvariantCulture)));
        var realtime = builder.Services.AddRealtime(options =>
        {
            options.Node = arguments.Length > 1 ? arguments[1] : "";
            options.Connections.CommandsPerSecond = CommandsPerSecond;
            options.Connections.PongTimeout = Patience * 6;
            options.Guard.Timeout = Patience;
        }).UsePolicy<OpenPolicy>();
        if (arguments is [_, _, var url])
            _ = url.StartsWith("redis", StringComparison.Ordinal) ? realtime.UseRedis(url) : realtime.UseNats(url);
        await using var application = builder.Build();
        application.MapRealtime();
        await ReachAsync(application.Services.GetRequiredService<IBroker>());
        await application.RunAsync();
        return 0;
    }

    // A connection to a store takes a moment; nodes are measured when they have theirs.
    private static async Task ReachAsync(IBroker broker)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await broker.TopAsync("load", CancellationToken.None);
                return;
            }
            catch (BrokerUnavailableException) when (tries < MostTries)
            {
                await Task.Delay(50);
            }
        }
    }
}
